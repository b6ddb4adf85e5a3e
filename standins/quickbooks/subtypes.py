"""The chart of accounts' types: their classification and their detail types, the default first."""

ASSET, LIABILITY, EQUITY, REVENUE, EXPENSE = "Asset", "Liability", "Equity", "Revenue", "Expense"

TYPES: dict[str, tuple[str, str]] = {
    "Bank": (ASSET, "CashOnHand Checking Savings MoneyMarket TrustAccounts RentsHeldInTrust"),
    "Accounts Receivable": (ASSET, "AccountsReceivable"),
    "Other Current Asset": (
        ASSET,
        "EmployeeCashAdvances OtherCurrentAssets Inventory PrepaidExpenses UndepositedFunds AllowanceForBadDebts "
        "Retainage DevelopmentCosts Investment_Other LoansToOfficers LoansToOthers LoansToStockholders",
    ),
    "Fixed Asset": (
        ASSET,
        "FurnitureAndFixtures AccumulatedDepreciation Buildings Land LeaseholdImprovements MachineryAndEquipment "
        "Vehicles FixedAssetComputers FixedAssetSoftware OtherFixedAssets IntangibleAssets AccumulatedAmortization",
    ),
    "Other Asset": (ASSET, "Licenses SecurityDeposits Goodwill OtherLongTermAssets OrganizationalCosts LeaseBuyout"),
    "Accounts Payable": (LIABILITY, "AccountsPayable"),
    "Credit Card": (LIABILITY, "CreditCard"),
    "Other Current Liability": (
        LIABILITY,
        "OtherCurrentLiabilities AccruedLiabilities DeferredRevenue GlobalTaxPayable SalesTaxPayable LineOfCredit "
        "LoanPayable PayrollClearing PayrollTaxPayable InsurancePayable PrepaidExpensesPayable "
        "FederalIncomeTaxPayable DirectDepositPayable GlobalTaxSuspense",
    ),
    "Long Term Liability": (LIABILITY, "NotesPayable OtherLongTermLiabilities ShareholderNotesPayable"),
    "Equity": (
        EQUITY,
        "OpeningBalanceEquity RetainedEarnings OwnersEquity CommonStock PaidInCapitalOrSurplus PartnersEquity "
        "PartnerContributions PartnerDistributions AccumulatedAdjustment TreasuryStock PreferredStock",
    ),
    "Income": (
        REVENUE,
        "OtherPrimaryIncome SalesOfProductIncome ServiceFeeIncome DiscountsRefundsGiven NonProfitIncome "
        "UnappliedCashPaymentIncome",
    ),
    "Other Income": (REVENUE, "OtherInvestmentIncome InterestEarned OtherMiscellaneousIncome DividendIncome"),
    "Cost of Goods Sold": (
        EXPENSE,
        "CostOfLaborCos SuppliesMaterialsCogs ShippingFreightDeliveryCos OtherCostsOfServiceCos EquipmentRentalCos",
    ),
    "Expense": (
        EXPENSE,
        "Travel OfficeGeneralAdministrativeExpenses AdvertisingPromotional BankCharges BadDebts DuesSubscriptions "
        "Insurance InterestPaid LegalProfessionalFees RentOrLeaseOfBuildings RepairMaintenance SuppliesMaterials "
        "Utilities TaxesPaid Auto PayrollExpenses CostOfLabor EquipmentRental Entertainment EntertainmentMeals "
        "TravelMeals OtherBusinessExpenses OtherMiscellaneousServiceCost UnappliedCashBillPaymentExpense "
        "CharitableContributions FinanceCosts PromotionalMeals ShippingFreightDelivery",
    ),
    "Other Expense": (
        EXPENSE,
        "Depreciation Amortization ExchangeGainOrLoss OtherMiscellaneousExpense PenaltiesSettlements",
    ),
}


def classification(account_type: str) -> str:
    """Asset, Liability, Equity, Revenue or Expense."""
    return TYPES[account_type][0]


def details(account_type: str) -> list[str]:
    """The detail types of a type, the one QuickBooks takes by itself first."""
    return TYPES[account_type][1].split()


def type_of(detail: str) -> str:
    """The type a detail type belongs to; empty when there is none."""
    return next((name for name in TYPES if detail in details(name)), "")
