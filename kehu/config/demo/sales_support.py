"""The playbook of the demo company: what its sellers read inside an opportunity, and what helped."""

from kehu.config.demo import ids
from kehu.config.demo.parts import Scene
from kehu.sales.models import Competitor, Opportunity, Stage
from kehu.sales_support.models import PlaybookPage, PlaybookUse

Kind = PlaybookPage.Kind
# Title, kind, how far in the pipeline it is shown (places of open stages; none: everywhere), text.
PAGES = [
    (
        "初次拜访要问清的六件事", Kind.QUESTIONS, (0, 1),
        ("1. 现在用谁的线路，合同到什么时候？\n2. 上个月断过几次，谁最着急？\n3. 预算谁批，什么时候定？\n"
        "4. 还在和谁谈？\n5. 不换会怎样？\n6. 下一步和谁、在哪天谈？"),
    ),
    (
        "Six questions for the first meeting", Kind.QUESTIONS, (0, 1),
        ("1. Whose lines today, and until when?\n2. How often did it fail last month, and who felt it?\n"
        "3. Who signs, and when?\n4. Who else is asked?\n5. What if nothing changes?\n6. What is next, with whom, on which day?"),
    ),
    (
        "对比报价：价格低不等于总成本低", Kind.BATTLE_CARD, (2, 3),
        "先问对方报价是否含安装、备用线路和四小时到场。把三年的总费用摆在一张纸上，再谈折扣。",
    ),
    ("报价前的检查清单", Kind.GUIDE, (2,), "带宽已测，机房已看，决策人已见，竞争对手已知，付款方式已谈。缺一项，先补一项。"),
    ("Closing without a discount", Kind.GUIDE, (3,), "Trade, do not give: a longer term for a lower price, a reference for the set-up fee."),
    ("案例：开封食品厂双线路上线", Kind.STORY, (), "客户一年断网四次，损失两个发货日。双线路上线八个月，零中断；第二年追加云备份。"),
]  # fmt: skip


def load(scene: Scene) -> None:
    new, chance = ids.Series(ids.SUPPORT), scene.chance("playbook")
    stages = list(Stage.objects.filter(outcome="open").order_by("pipeline__position", "position", "pk"))
    first = [one for one in stages if stages and one.pipeline_id == stages[0].pipeline_id]
    rivals = [str(one.pk) for one in Competitor.objects.order_by("pk")[:2]]
    pages = [
        PlaybookPage(
            id=new(scene.now), title=title, kind=kind, body=body, position=10 * (number + 1),
            stages=sorted(str(first[place].pk) for place in places if place < len(first)),
            competitors=rivals if kind == Kind.BATTLE_CARD else [], created_by=scene.people["manager"],
        )
        for number, (title, kind, places, body) in enumerate(PAGES)
    ]  # fmt: skip
    PlaybookPage.objects.bulk_create(pages)
    closed = Opportunity.objects.exclude(state="open").exclude(owner=None).order_by("pk")[:60]
    PlaybookUse.objects.bulk_create(
        PlaybookUse(id=new(scene.now), page=chance.choice(pages), opportunity=one, user_id=one.owner_id)
        for one in closed
    )
