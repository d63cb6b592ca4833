"""The API of sales."""

from kehu.sales.api import lead_rules, leads, opportunities, pools

ROUTERS = (
    ("/leads", "Leads", leads.router),
    ("/pooled-customers", "Pools", pools.pooled_customers),
    ("/pooled-leads", "Pools", pools.pooled_leads),
    ("/score-rules", "Rules of leads", lead_rules.score_rules),
    ("/assignment-rules", "Rules of leads", lead_rules.assignment_rules),
    ("/opportunities", "Opportunities", opportunities.router),
)
