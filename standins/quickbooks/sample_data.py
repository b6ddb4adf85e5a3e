"""The sample company's lists as plain tables: its chart, names, items, terms, taxes and preferences."""

COMPANY = {
    "CompanyName": "Sandpiper Landscaping",
    "LegalName": "Sandpiper Landscaping LLC",
    "street": "123 Sierra Way",
    "city": "San Pablo",
    "state": "CA",
    "zip": "87999",
    "phone": "(555) 010-0100",
    "email": "office@sandpiper.example",
}
EMPTY_COMPANY = {
    "CompanyName": "Blank Slate Trading",
    "LegalName": "Blank Slate Trading Inc",
    "street": "1 First Street",
    "city": "Dover",
    "state": "DE",
    "zip": "19901",
    "phone": "(555) 010-0199",
    "email": "office@blank-slate.example",
}

# Id, Name, AccountType, AccountSubType, parent's Id
ACCOUNTS = [
    ("1", "Services", "Income", "ServiceFeeIncome", ""),
    ("2", "Retained Earnings", "Equity", "RetainedEarnings", ""),
    ("3", "Prepaid Expenses", "Other Current Asset", "PrepaidExpenses", ""),
    ("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds", ""),
    ("5", "Fees Billed", "Income", "ServiceFeeIncome", ""),
    ("6", "Accrued Liabilities", "Other Current Liability", "AccruedLiabilities", ""),
    ("7", "Advertising", "Expense", "AdvertisingPromotional", ""),
    ("8", "Bank Charges", "Expense", "BankCharges", ""),
    ("9", "Commissions & fees", "Expense", "OtherMiscellaneousServiceCost", ""),
    ("10", "Dues & Subscriptions", "Expense", "DuesSubscriptions", ""),
    ("11", "Insurance", "Expense", "Insurance", ""),
    ("12", "Legal & Professional Fees", "Expense", "LegalProfessionalFees", ""),
    ("13", "Meals and Entertainment", "Expense", "EntertainmentMeals", ""),
    ("14", "Miscellaneous", "Other Expense", "OtherMiscellaneousExpense", ""),
    ("15", "Office Expenses", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("16", "Promotional", "Expense", "AdvertisingPromotional", ""),
    ("17", "Rent or Lease", "Expense", "RentOrLeaseOfBuildings", ""),
    ("18", "Stationery & Printing", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("19", "Deferred Revenue", "Other Current Liability", "DeferredRevenue", ""),
    ("20", "Supplies", "Expense", "SuppliesMaterials", ""),
    ("21", "Taxes & Licenses", "Expense", "TaxesPaid", ""),
    ("22", "Travel", "Expense", "Travel", ""),
    ("23", "Travel Meals", "Expense", "TravelMeals", ""),
    ("24", "Utilities", "Expense", "Utilities", ""),
    ("25", "Interest Earned", "Other Income", "InterestEarned", ""),
    ("26", "Other Portfolio Income", "Other Income", "OtherMiscellaneousIncome", ""),
    ("27", "Penalties & Settlements", "Other Expense", "PenaltiesSettlements", ""),
    ("28", "Disposal Fees", "Expense", "OtherBusinessExpenses", ""),
    ("29", "Equipment Rental", "Expense", "EquipmentRental", ""),
    ("30", "Uncategorized Income", "Income", "ServiceFeeIncome", ""),
    ("31", "Uncategorized Expense", "Expense", "OtherMiscellaneousServiceCost", ""),
    ("32", "Uncategorized Asset", "Other Current Asset", "OtherCurrentAssets", ""),
    ("33", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable", ""),
    ("34", "Opening Balance Equity", "Equity", "OpeningBalanceEquity", ""),
    ("35", "Checking", "Bank", "Checking", ""),
    ("36", "Savings", "Bank", "Savings", ""),
    ("37", "Truck", "Fixed Asset", "Vehicles", ""),
    ("38", "Original Cost", "Fixed Asset", "Vehicles", "37"),
    ("39", "Accumulated Depreciation", "Fixed Asset", "AccumulatedDepreciation", "37"),
    ("40", "Depreciation", "Other Expense", "Depreciation", ""),
    ("41", "Mastercard", "Credit Card", "CreditCard", ""),
    ("42", "Visa", "Credit Card", "CreditCard", ""),
    ("43", "Loan Payable", "Other Current Liability", "LoanPayable", ""),
    ("44", "Notes Payable", "Long Term Liability", "NotesPayable", ""),
    ("45", "Landscaping Services", "Income", "ServiceFeeIncome", ""),
    ("46", "Job Materials", "Income", "ServiceFeeIncome", "45"),
    ("47", "Decks and Patios", "Income", "ServiceFeeIncome", "46"),
    ("48", "Fountains and Garden Lighting", "Income", "ServiceFeeIncome", "46"),
    ("49", "Plants and Soil", "Income", "ServiceFeeIncome", "46"),
    ("50", "Sprinklers and Drip Systems", "Income", "ServiceFeeIncome", "46"),
    ("51", "Labor", "Income", "ServiceFeeIncome", "45"),
    ("52", "Installation", "Income", "ServiceFeeIncome", "51"),
    ("53", "Maintenance and Repair", "Income", "ServiceFeeIncome", "51"),
    ("54", "Pest Control Services", "Income", "ServiceFeeIncome", ""),
    ("55", "Automobile", "Expense", "Auto", ""),
    ("56", "Fuel", "Expense", "Auto", "55"),
    ("57", "Freight & Delivery", "Cost of Goods Sold", "ShippingFreightDeliveryCos", ""),
    ("58", "Job Expenses", "Expense", "OtherMiscellaneousServiceCost", ""),
    ("59", "Cost of Labor", "Expense", "CostOfLabor", "58"),
    ("60", "Job Equipment", "Expense", "EquipmentRental", "58"),
    ("61", "Office Supplies", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("62", "Software", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("63", "Job Materials", "Expense", "SuppliesMaterials", "58"),
    ("64", "Decks and Patios", "Expense", "SuppliesMaterials", "63"),
    ("65", "Fountain and Garden Lighting", "Expense", "SuppliesMaterials", "63"),
    ("66", "Plants and Soil", "Expense", "SuppliesMaterials", "63"),
    ("67", "Sprinklers and Drip Systems", "Expense", "SuppliesMaterials", "63"),
    ("68", "Permits", "Expense", "OtherMiscellaneousServiceCost", "58"),
    ("69", "Accounting", "Expense", "LegalProfessionalFees", "12"),
    ("70", "Bookkeeper", "Expense", "LegalProfessionalFees", "12"),
    ("71", "Lawyer", "Expense", "LegalProfessionalFees", "12"),
    ("72", "Repairs and Upkeep", "Expense", "RepairMaintenance", ""),
    ("73", "Building Repairs", "Expense", "RepairMaintenance", "72"),
    ("74", "Computer Repairs", "Expense", "RepairMaintenance", "72"),
    ("75", "Equipment Repairs", "Expense", "RepairMaintenance", "72"),
    ("76", "Gas and Electric", "Expense", "Utilities", "24"),
    ("77", "Telephone", "Expense", "Utilities", "24"),
    ("78", "Payroll Expenses", "Expense", "PayrollExpenses", ""),
    ("79", "Sales of Product Income", "Income", "SalesOfProductIncome", ""),
    ("80", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs", ""),
    ("81", "Inventory Asset", "Other Current Asset", "Inventory", ""),
    ("82", "Design income", "Income", "ServiceFeeIncome", ""),
    ("83", "Other Income", "Income", "OtherPrimaryIncome", ""),
    ("84", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable", ""),
    ("85", "Billable Expense Income", "Income", "ServiceFeeIncome", ""),
    ("86", "Discounts given", "Income", "DiscountsRefundsGiven", ""),
    ("87", "Unapplied Cash Payment Income", "Income", "UnappliedCashPaymentIncome", ""),
    ("88", "Unapplied Cash Bill Payment Expense", "Expense", "UnappliedCashBillPaymentExpense", ""),
    ("89", "Arizona Dept. of Revenue Payable", "Other Current Liability", "GlobalTaxPayable", ""),
    ("90", "Board of Equalization Payable", "Other Current Liability", "GlobalTaxPayable", ""),
]

# What QuickBooks creates by itself in a new company.
SYSTEM_ACCOUNTS = ("1", "2", "4", "30", "31", "32", "33", "34", "79", "80", "81", "84", "85", "86", "87", "88")
SALES_TAX_PAYABLE = ("89", "Sales Tax Payable", "Other Current Liability", "SalesTaxPayable", "")
EXCHANGE_ACCOUNT = ("91", "Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss", "")

# Id, DisplayName, CompanyName, e-mail, city, Id of the customer this is a job of
CUSTOMERS = [
    ("1", "Abbott's Bird Sanctuary", "Abbott's Bird Sanctuary", "birds@abbott.example", "Bayshore", ""),
    ("2", "Bill's Windsurf Shop", "Bill's Windsurf Shop", "surf@bills.example", "Half Moon Bay", ""),
    ("3", "Cool Cars", "Cool Cars", "cars@coolcars.example", "Half Moon Bay", ""),
    ("4", "Diego Robles", "", "diego@robles.example", "Bayshore", ""),
    ("5", "Duke's Basketball Camp", "Duke's Basketball Camp", "camp@dukes.example", "Middlefield", ""),
    ("6", "Dylan Sorenson", "", "dylan@sorenson.example", "Middlefield", ""),
    ("7", "Freeland Sporting Goods", "Freeland Sporting Goods", "desk@freeland.example", "Middlefield", ""),
    ("8", "0969 Ocean View Road", "Freeland Sporting Goods", "desk@freeland.example", "Middlefield", "7"),
    ("9", "55 Twin Lane", "Freeland Sporting Goods", "desk@freeland.example", "Bayshore", "7"),
    ("10", "Geena Kookaburra", "", "geena@kookaburra.example", "Menlo Park", ""),
    ("11", "Gevelber Photography", "Gevelber Photography", "studio@gevelber.example", "Middlefield", ""),
    ("12", "Jeff's Jalopies", "Jeff's Jalopies", "jeff@jalopies.example", "Bayshore", ""),
    ("13", "Mehlman & Daughters", "Mehlman & Daughters", "accounts@mehlman.example", "San Mateo", ""),
    ("14", "Kathy Kuplis", "", "kathy@kuplis.example", "Middlefield", ""),
    ("15", "Kookie's by Katya", "Kookie's by Katya", "hello@kookies.example", "Half Moon Bay", ""),
    ("16", "Mark Chou", "", "mark@chou.example", "Bayshore", ""),
    ("17", "Paulsen Medical Supplies", "Paulsen Medical Supplies", "ap@paulsen.example", "Bayshore", ""),
    ("18", "Pyle Cakes", "Pyle Cakes", "orders@pylecakes.example", "San Pablo", ""),
    ("19", "Rago Travel Agency", "Rago Travel Agency", "trips@rago.example", "Bayshore", ""),
    ("20", "Red Rock Diner", "Red Rock Diner", "diner@redrock.example", "Bayshore", ""),
    ("21", "Rondeau House", "", "rondeau@house.example", "Middlefield", ""),
    ("22", "Shara Barrett", "Barrett Design", "shara@barrett.example", "Half Moon Bay", ""),
    ("23", "Barrett Studio", "Barrett Design", "shara@barrett.example", "Half Moon Bay", "22"),
    ("24", "Sonnenschein Family Store", "Sonnenschein Family Store", "store@sonnen.example", "Menlo Park", ""),
    ("25", "Sushi by Kato", "Sushi by Kato", "kato@sushi.example", "Menlo Park", ""),
    ("26", "Travis Waldron", "", "travis@waldron.example", "Monlo Park", ""),
    ("27", "Vista Video Games", "Vista Video Games", "vista@games.example", "Half Moon Bay", ""),
    ("28", "Wedding Planning by Willa", "Wedding Planning by Willa", "willa@weddings.example", "Menlo Park", ""),
    ("29", "Weiskopf Consulting", "Weiskopf Consulting", "office@weiskopf.example", "Bayshore", ""),
]

# Id, DisplayName, e-mail, city
VENDORS = [
    ("30", "Books by Bessie", "books@bessie.example", "Palo Alto"),
    ("31", "Brosnahan Insurance Agency", "agency@brosnahan.example", "Middlefield"),
    ("32", "Cal Telephone", "billing@caltel.example", "Palo Alto"),
    ("33", "Chin's Gas and Oil", "chin@gasandoil.example", "Middlefield"),
    ("34", "Cigna Meadow Health", "premiums@meadowhealth.example", "Hartford"),
    ("35", "Computers by Jenni", "jenni@computers.example", "Santa Fe"),
    ("36", "Diego's Road Warrior Bodyshop", "shop@roadwarrior.example", "San Jose"),
    ("37", "EDD Filing Office", "filing@edd.example", "Sacramento"),
    ("38", "Ellis Equipment Rental", "rental@ellis.example", "Middlefield"),
    ("39", "Fidelis Savings Plan", "plans@fidelis.example", "Boston"),
    ("40", "Hall Properties", "rent@hallproperties.example", "South City"),
    ("41", "Hicks Hardware", "counter@hicks.example", "Middlefield"),
    ("42", "Lee Advertising", "lee@advertising.example", "Palo Alto"),
    ("43", "Mahoney Mugs", "mugs@mahoney.example", "Half Moon Bay"),
    ("44", "Met Life Dental Desk", "dental@desk.example", "New York"),
    ("45", "National Eye Care", "eyes@nationaleye.example", "Portland"),
    ("46", "Norton Lumber and Building Materials", "yard@nortonlumber.example", "Middlefield"),
    ("47", "Pam Seitz", "pam@seitz.example", "Bayshore"),
    ("48", "Pacific Gas & Light", "billing@pacificgl.example", "San Francisco"),
    ("49", "Robertson & Associates", "law@robertson.example", "Bayshore"),
    ("50", "Squeaky Kleen Car Wash", "wash@squeaky.example", "Palo Alto"),
    ("51", "Tania's Nursery", "tania@nursery.example", "Bayshore"),
    ("52", "Tim Philip Masonry", "tim@masonry.example", "Middlefield"),
    ("53", "Tony Rondonuwu", "tony@rondonuwu.example", "Middlefield"),
    ("54", "United Petroleum Card", "cards@unitedpetroleum.example", "Chicago"),
    ("56", "Valley Stone Supply", "orders@valleystone.example", "San Pablo"),
]

EMPLOYEES = [("55", "Emily", "Platt"), ("57", "John", "Johnson")]

# Id, Name, Type, UnitPrice, income account, purchase cost, expense account, quantity on hand
ITEMS = [
    ("1", "Services", "Service", "0", "1", "0", "", ""),
    ("2", "Hours", "Service", "0", "1", "0", "", ""),
    ("3", "Concrete", "Service", "0", "48", "0", "64", ""),
    ("4", "Design", "Service", "75", "82", "0", "", ""),
    ("5", "Rock Fountain", "Inventory", "275", "79", "125", "80", "12"),
    ("6", "Gardening", "Service", "0", "45", "0", "", ""),
    ("7", "Installation", "Service", "50", "52", "0", "59", ""),
    ("8", "Lighting", "Service", "15", "48", "0", "65", ""),
    ("9", "Maintenance & Repair", "Service", "0", "53", "0", "", ""),
    ("10", "Pest Control", "Service", "35", "54", "0", "", ""),
    ("11", "Pump", "Inventory", "15", "79", "10", "80", "40"),
    ("12", "Refunds & Allowances", "Service", "0", "83", "0", "", ""),
    ("13", "Rocks", "Service", "0", "48", "0", "66", ""),
    ("14", "Sod", "NonInventory", "10", "49", "6", "66", ""),
    ("15", "Soil", "NonInventory", "10", "49", "6.5", "66", ""),
    ("16", "Sprinkler Heads", "Inventory", "2", "79", "0.75", "80", "300"),
    ("17", "Sprinkler Pipes", "Inventory", "4", "79", "2.5", "80", "200"),
    ("18", "Trimming", "Service", "35", "45", "0", "", ""),
]

# Id, Name, DueDays
TERMS = [("1", "Due on receipt", 0), ("2", "Net 15", 15), ("3", "Net 30", 30), ("4", "Net 60", 60), ("5", "Net 10", 10)]

# Id, Name, Type
PAYMENT_METHODS = [
    ("1", "Cash", "NON_CREDIT_CARD"),
    ("2", "Check", "NON_CREDIT_CARD"),
    ("3", "Visa", "CREDIT_CARD"),
    ("4", "MasterCard", "CREDIT_CARD"),
    ("5", "Discover", "CREDIT_CARD"),
    ("6", "American Express", "CREDIT_CARD"),
]

DEPARTMENTS = [("1", "Bayshore"), ("2", "Half Moon Bay"), ("3", "Middlefield")]
CLASSES = [
    ("5000000000000007280", "Residential"),
    ("5000000000000007281", "Commercial"),
    ("5000000000000007282", "Public works"),
]

AGENCIES = [("1", "Arizona Dept. of Revenue"), ("2", "Board of Equalization")]
# Id, Name, percent, agency
TAX_RATES = [
    ("1", "AZ State tax", "7.1", "1"),
    ("2", "Tucson City", "2", "1"),
    ("3", "California", "8", "2"),
]
# Id, Name, Description, Taxable, rates
TAX_CODES = [
    ("TAX", "TAX", "Taxable Sales", True, ()),
    ("NON", "NON", "Non-Taxable Sales", False, ()),
    ("CustomSalesTax", "CustomSalesTax", "Custom Sales Tax", True, ()),
    ("2", "California", "California", True, ("3",)),
    ("3", "Tucson", "Tucson", True, ("1", "2")),
]
PSEUDO_TAX_CODES = ("TAX", "NON")

CURRENCIES = [
    ("1", "CAD", "Canadian Dollar"),
    ("2", "EUR", "Euro"),
    ("3", "GBP", "British Pound Sterling"),
]
RATES = [("EUR", "1.08"), ("GBP", "1.27"), ("CAD", "0.73")]

MESSAGE = {"Subject": "From {company}", "Message": "Please find it attached. Thank you for your business."}
PREFERENCES = {
    "AccountingInfoPrefs": {
        "UseAccountNumbers": False,
        "TrackDepartments": True,
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": True,
        "DepartmentTerminology": "Location",
        "CustomerTerminology": "Customers",
        "FirstMonthOfFiscalYear": "January",
        "TaxYearMonth": "January",
        "TaxForm": "6",
    },
    "ProductAndServicesPrefs": {
        "ForSales": True,
        "ForPurchase": True,
        "QuantityWithPriceAndRate": True,
        "QuantityOnHand": True,
    },
    "SalesFormsPrefs": {
        "CustomTxnNumbers": False,
        "AllowDeposit": True,
        "AllowDiscount": True,
        "AllowShipping": False,
        "AllowEstimates": True,
        "AutoApplyCredit": False,
        "DefaultTerms": {"value": "3"},
        "EmailCopyToCompany": False,
        "DefaultCustomerMessage": "Thank you for your business and have a great day!",
        "CustomField": [],
    },
    "EmailMessagesPrefs": {
        f"{form}Message": dict(MESSAGE) for form in ("Invoice", "Estimate", "SalesReceipt", "Statement")
    },
    "VendorAndPurchasesPrefs": {
        "TrackingByCustomer": True,
        "BillableExpenseTracking": True,
        "UseCustomTxnNumbers": False,
        "POCustomField": [],
    },
    "TimeTrackingPrefs": {
        "UseServices": True,
        "BillCustomers": True,
        "ShowBillRateToAll": False,
        "WorkWeekStartDate": "Monday",
        "MarkTimeEntriesBillable": True,
    },
    "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
    "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
    "OtherPrefs": {
        "NameValue": [
            {"Name": "SalesFormsPrefs.DefaultCustomerMessage", "Value": "Thank you for your business!"},
            {"Name": "SalesFormsPrefs.DefaultItem", "Value": "1"},
            {"Name": "DTXCopyMemo", "Value": "false"},
            {"Name": "UncategorizedAssetAccountId", "Value": "32"},
            {"Name": "UncategorizedIncomeAccountId", "Value": "30"},
            {"Name": "UncategorizedExpenseAccountId", "Value": "31"},
            {"Name": "WarnDuplicateCheckNumber", "Value": "true"},
            {"Name": "WarnDuplicateJournalNumber", "Value": "true"},
        ]
    },
}
