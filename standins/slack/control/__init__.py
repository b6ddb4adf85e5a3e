"""The `/control/` API (CONTROL.md): every act of a person as a call, and the turning of the world."""
