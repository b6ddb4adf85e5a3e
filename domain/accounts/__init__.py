"""The chart of accounts, payment terms, and what stands behind them in the books."""
