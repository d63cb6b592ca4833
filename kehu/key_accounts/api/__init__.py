"""The API of key accounts."""

from kehu.key_accounts.api import accounts, plans, tiers

ROUTERS = (
    ("/key-accounts", "Key accounts", accounts.router),
    ("/account-plans", "Key accounts", plans.router),
    ("/tier-rules", "Key accounts", tiers.router),
    ("/entitlements", "Key accounts", tiers.owed),
)
