"""What banks call the columns of a statement, in Chinese and in English; the surest names come first."""

RECEIPT_HEADINGS: dict[str, list[str]] = {
    "received_on": [
        "交易日期", "记账日期", "入账日期", "到账日期", "交易时间", "日期", "回款日期", "收款日期",
        "booking date",
        "transaction date", "posting date", "value date", "date", "booked on", "completed date", "起息日",
    ],
    "amount": [
        "贷方发生额", "收入金额", "贷方金额", "收入", "贷方", "转入金额", "存入金额", "收款金额", "回款金额",
        "到账金额", "交易金额", "金额",
        "credit amount", "credit", "amount", "paid in", "money in", "deposit", "deposits", "betrag",
    ],
    "outgoing": [
        "借方发生额", "支出金额", "借方金额", "支出", "借方", "转出金额", "支取金额", "付款金额",
        "debit amount", "debit", "paid out",
        "money out", "withdrawal", "withdrawals",
    ],
    "currency": ["币种", "货币", "currency", "account currency"],
    "payer": [
        "对方户名", "对方名称", "付款人名称", "付款人户名", "对方账户名称", "付款方", "付款单位", "交易对方",
        "对方单位",
        "counterparty", "counterparty name", "payer", "payer name", "name", "partner name", "from", "remitter",
    ],
    "payer_account": [
        "对方账号", "付款人账号", "对方账户", "付款账号", "counterparty account", "payer account",
        "account number",
        "iban", "from account",
    ],
    "reference": [
        "交易流水号", "流水号", "银行流水号", "业务流水号", "交易编号", "凭证号", "核心流水号",
        "transaction id", "transaction reference",
        "bank reference", "reference", "reference number", "ref", "end to end id",
    ],
    "purpose": [
        "摘要", "用途", "附言", "备注", "交易附言", "转账附言", "交易摘要", "description", "details",
        "narrative", "purpose", "memo",
        "remittance information", "payment reference", "transaction details",
    ],
    "customer": ["客户", "客户名称", "客户编号", "customer", "customer name", "account name"],
}  # fmt: skip
