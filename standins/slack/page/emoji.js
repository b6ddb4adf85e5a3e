/** The emoji shortcodes the page draws; an unknown one stays as typed, as in a real workspace. */

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|wave 👋|clap 👏|pray 🙏|muscle 💪|raised_hands 🙌|ok_hand 👌|point_right 👉|point_left 👈|point_up 👆|point_down 👇|handshake 🤝|eyes 👀|
smile 😄|smiley 😃|grinning 😀|slightly_smiling_face 🙂|wink 😉|blush 😊|joy 😂|laughing 😆|sweat_smile 😅|thinking_face 🤔|neutral_face 😐|cry 😢|sob 😭|scream 😱|sunglasses 😎|heart_eyes 😍|
disappointed 😞|confused 😕|sleeping 😴|robot_face 🤖|ghost 👻|skull 💀|heart ❤️|broken_heart 💔|green_heart 💚|blue_heart 💙|star ⭐|sparkles ✨|fire 🔥|boom 💥|zap ⚡|tada 🎉|confetti_ball 🎊|
100 💯|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|heavy_multiplication_x ✖️|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|
question ❓|exclamation ❗|grey_question ❔|bangbang ‼️|information_source ℹ️|bulb 💡|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|speech_balloon 💬|thought_balloon 💭|zzz 💤|rotating_light 🚨|
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_green_square 🟩|
large_red_square 🟥|large_yellow_square 🟨|white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|small_orange_diamond 🔸|small_red_triangle 🔺|small_red_triangle_down 🔻|
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrow_lower_right ↘️|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|arrows_counterclockwise 🔄|
arrows_clockwise 🔃|repeat 🔁|rewind ⏪|fast_forward ⏩|arrow_forward ▶️|arrow_backward ◀️|double_vertical_bar ⏸️|black_square_for_stop ⏹️|heavy_plus_sign ➕|heavy_minus_sign ➖|
hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|alarm_clock ⏰|clock1 🕐|clock3 🕒|clock9 🕘|calendar 📆|date 📅|spiral_calendar_pad 🗓️|
moneybag 💰|dollar 💵|euro 💶|pound 💷|yen 💴|credit_card 💳|money_with_wings 💸|heavy_dollar_sign 💲|currency_exchange 💱|chart 💹|bank 🏦|receipt 🧾|abacus 🧮|scales ⚖️|coin 🪙|
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|ledger 📒|books 📚|book 📖|bookmark 🔖|notebook 📓|page_facing_up 📄|page_with_curl 📃|clipboard 📋|memo 📝|pencil 📝|
pencil2 ✏️|paperclip 📎|linked_paperclips 🖇️|pushpin 📌|round_pushpin 📍|scissors ✂️|file_folder 📁|open_file_folder 📂|card_index 📇|card_file_box 🗃️|file_cabinet 🗄️|wastebasket 🗑️|inbox_tray 📥|
outbox_tray 📤|package 📦|email 📧|envelope ✉️|incoming_envelope 📨|telephone_receiver 📞|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|link 🔗|mag 🔍|mag_right 🔎|gear ⚙️|wrench 🔧|hammer 🔨|
hammer_and_wrench 🛠️|electric_plug 🔌|computer 💻|iphone 📱|printer 🖨️|floppy_disk 💾|construction 🚧|rocket 🚀|airplane ✈️|truck 🚚|ship 🚢|factory 🏭|office 🏢|house 🏠|seedling 🌱|herb 🌿|
deciduous_tree 🌳|sunny ☀️|cloud ☁️|umbrella ☔|snowflake ❄️|rainbow 🌈|coffee ☕|beer 🍺|pizza 🍕|cake 🍰|gift 🎁|trophy 🏆|medal 🏅|dart 🎯|checkered_flag 🏁|triangular_flag_on_post 🚩|
bust_in_silhouette 👤|busts_in_silhouette 👥|office_worker 🧑‍💼|male-office-worker 👨‍💼|female-office-worker 👩‍💼|shrug 🤷|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|new 🆕|ok 🆗|sos 🆘|test_tube 🧪|recycle ♻️`;

const EMOJI = new Map(
  TABLE.replaceAll("\n", "")
    .split("|")
    .map((entry) => entry.split(" ")),
);

/** The character for a shortcode without its colons, or undefined. */
export const emoji = (name) => EMOJI.get(name.replace(/::skin-tone-\d$/, ""));

/** Replace `:shortcodes:` in plain text. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
