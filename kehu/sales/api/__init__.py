"""The API of sales."""

from kehu.sales.api import lead_rules, leads, opportunities, opportunity_people, pipelines, pools, reclaim_rules

ROUTERS = (
    ("/leads", "Leads", leads.router),
    ("/pooled-customers", "Pools", pools.pooled_customers),
    ("/pooled-leads", "Pools", pools.pooled_leads),
    ("/pools", "Pools", reclaim_rules.pools),
    ("/reclaim-rules", "Pools", reclaim_rules.reclaim_rules),
    ("/score-rules", "Rules of leads", lead_rules.score_rules),
    ("/assignment-rules", "Rules of leads", lead_rules.assignment_rules),
    ("/opportunities", "Opportunities", opportunities.router),
    ("/opportunities", "Opportunities", opportunity_people.router),
    ("/pipelines", "Pipelines", pipelines.pipelines),
    ("/close-reasons", "Pipelines", pipelines.reasons),
    ("/competitors", "Pipelines", pipelines.competitors),
    ("/pipeline-changes", "Pipelines", pipelines.changes),
    ("/pipeline-snapshots", "Pipelines", pipelines.snapshots),
)
