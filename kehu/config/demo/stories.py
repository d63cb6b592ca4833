"""What happened between the demo company and its customers: short stories of several touches.

A step: days after the story began, kind, channel, direction, minutes, outcome, Chinese and English subject, Chinese and
English text. Places: {plan} {product} {amount} {name}.
"""

from typing import NamedTuple


class Step(NamedTuple):
    day: int
    kind: str
    channel: str
    direction: str
    minutes: int
    outcome: str
    subject: tuple[str, str]
    body: tuple[str, str]


PERSON_STORIES = [
    [
        Step(0, "call", "phone", "in", 6, "interested", ("咨询宽带安装", "Asks about broadband"),
             ("客户来电咨询{product}，住所已有光纤，希望周末上门安装。", "Wants {product}; fibre is in the house; asks for a weekend visit.")),
        Step(2, "visit", "in_person", "out", 60, "solved", ("上门安装", "Installation visit"),
             ("安装完成，测速正常，客户签字确认。", "Installed, speed measured, customer signed.")),
        Step(3, "sms", "sms", "out", 0, "", ("安装完成通知", "Installation notice"),
             ("您好，您的{product}已开通，如有问题请随时联系我们。", "Your {product} is live. Call us any time.")),
        Step(9, "call", "phone", "out", 4, "solved", ("满意度回访", "Follow-up call"),
             ("客户对安装速度满意，建议增加上门时段。", "Happy with the speed of installation, would like later visiting hours.")),
    ],
    [
        Step(0, "call", "phone", "in", 9, "open", ("账单疑问", "Question about the bill"),
             ("客户认为本月账单多收{amount}元，情绪较激动，已安抚并登记。", "Says the bill is {amount} too high; upset; calmed and noted.")),
        Step(0, "note", "", "none", 0, "", ("核查结果", "What we found"),
             ("核查为套外流量费用，系统短信提醒未送达，同意退还一半。", "Extra data; our warning SMS did not arrive; half is refunded.")),
        Step(1, "call", "phone", "out", 5, "solved", ("账单处理结果", "Bill settled"),
             ("已告知退费{amount}元，客户接受并表示感谢。", "Told of the refund of {amount}; accepted with thanks.")),
    ],
    [
        Step(0, "sms", "sms", "out", 0, "", ("套餐升级推荐", "Plan upgrade offer"),
             ("尊敬的{name}，您可升级至{plan}，首月半价。拒收请回复R", "Dear {name}, upgrade to {plan}, first month half price. Reply R to stop.")),
        Step(2, "web", "web", "in", 0, "interested", ("网上营业厅查看套餐", "Looked at plans on the web"),
             ("浏览{plan}详情页三次，加入比较。", "Viewed {plan} three times and compared it.")),
        Step(4, "call", "phone", "out", 7, "interested", ("套餐升级沟通", "Call about the upgrade"),
             ("介绍{plan}，客户希望保留原号码与副卡，同意升级。", "Explained {plan}; keeps number and second SIM; agrees.")),
    ],
    [
        Step(0, "chat", "wechat", "in", 12, "open", ("网络故障报修", "Network fault"),
             ("晚上网速很慢，路由器重启无效，截图显示下行仅3兆。", "Slow in the evening, restart of the router did not help, 3 Mbit/s down.")),
        Step(1, "visit", "in_person", "out", 45, "solved", ("上门检修", "Repair visit"),
             ("更换老化皮线光缆，测速恢复正常。", "Replaced an old drop cable; speed is back.")),
        Step(5, "call", "phone", "out", 3, "solved", ("修复回访", "After the repair"),
             ("网络稳定，客户满意。", "Stable since; customer is satisfied.")),
    ],
    [
        Step(0, "call", "phone", "in", 8, "open", ("咨询携号转网", "Asks how to port the number out"),
             ("客户询问携号转网流程，原因是同事推荐其他运营商的优惠套餐。", "Asks how to leave; a colleague praised a rival's offer.")),
        Step(1, "call", "phone", "out", 11, "interested", ("挽留沟通", "Retention call"),
             ("提供合约期优惠与会员积分，客户愿意考虑，约定下周答复。", "Offered a contract discount and points; will answer next week.")),
        Step(8, "call", "phone", "out", 5, "solved", ("挽留成功", "Stays with us"),
             ("客户同意续约{plan}两年。", "Renews {plan} for two years.")),
    ],
    [
        Step(0, "visit", "in_person", "in", 20, "solved", ("营业厅补办卡", "New SIM at the shop"),
             ("手机遗失，凭身份证补办SIM卡，已提醒修改支付密码。", "Phone lost; new SIM against identity card; told to change payment passwords.")),
    ],
    [
        Step(0, "chat", "chat", "in", 6, "solved", ("国际漫游咨询", "Roaming question"),
             ("下月去日本出差，咨询漫游流量包，已开通七天包。", "Travels to Japan next month; booked a seven-day pass.")),
        Step(40, "email", "email", "in", 0, "", ("感谢信", "A word of thanks"),
             ("漫游很顺利，感谢客服的耐心讲解。", "Roaming worked well, thanks for the patient explanation.")),
    ],
]  # fmt: skip

COMPANY_STORIES = [
    [
        Step(0, "call", "phone", "in", 15, "interested", ("专线需求", "Needs a leased line"),
             ("新办公楼十月投入使用，需要{product}，希望本周上门勘察。", "New office opens in autumn, needs {product}; site survey this week.")),
        Step(4, "visit", "in_person", "out", 120, "open", ("现场勘察", "Site survey"),
             ("机房在三楼，管道已具备，需协调物业穿线。", "Server room on the third floor, ducts exist, property management must agree.")),
        Step(9, "email", "email", "out", 0, "", ("方案与报价", "Proposal and quote"),
             ("附件为{product}方案与报价{amount}元/年，含双路由保护。", "Attached: {product}, {amount} a year, with a second route.")),
        Step(15, "meeting", "video", "out", 60, "open", ("商务谈判", "Negotiation"),
             ("对方希望降价8%，并要求四小时故障恢复承诺。", "They want 8% off and repair within four hours.")),
        Step(22, "call", "phone", "out", 18, "interested", ("谈判跟进", "After the negotiation"),
             ("财务已同意，等总经理签字。", "Finance agrees; the managing director has to sign.")),
        Step(30, "letter", "letter", "in", 0, "solved", ("合同回执", "Signed contract"),
             ("收到盖章合同两份，已归档。", "Two sealed copies received and filed.")),
        Step(45, "visit", "in_person", "out", 180, "solved", ("专线开通", "Line goes live"),
             ("专线割接完成，双路由切换测试通过。", "Cut over, the switch to the second route was tested.")),
    ],
    [
        Step(0, "email", "email", "out", 0, "", ("合同到期提醒", "Contract ends soon"),
             ("贵司{product}合同将于六十天后到期，附续约优惠方案。", "Your {product} contract ends in sixty days; renewal offer attached.")),
        Step(12, "meeting", "in_person", "out", 50, "interested", ("续约洽谈", "Renewal talk"),
             ("客户对服务满意，希望增加云主机试用。", "Content with the service, would like to try a cloud server.")),
        Step(26, "call", "phone", "out", 10, "solved", ("确认续约", "Renewed"),
             ("确认续约三年，金额{amount}元。", "Renews for three years, {amount}.")),
    ],
    [
        Step(0, "call", "phone", "in", 5, "open", ("专线中断投诉", "Complaint: line down"),
             ("上午九点专线中断，影响收银，要求立即处理。", "Line down since nine, the tills do not work, wants help at once.")),
        Step(0, "note", "", "none", 0, "", ("故障定位", "Where the fault is"),
             ("市政施工挖断光缆，抢修队已出发，预计两小时恢复。", "Road works cut the cable; the crew is on the way; two hours.")),
        Step(0, "call", "phone", "out", 4, "solved", ("恢复通知", "Back in service"),
             ("十一点二十分恢复，客户要求提供故障报告。", "Back at 11:20; wants a fault report.")),
        Step(2, "email", "email", "out", 0, "", ("故障报告", "Fault report"),
             ("附件为故障报告与补偿方案，按合同减免{amount}元。", "Report and compensation of {amount} as agreed in the contract.")),
    ],
    [
        Step(0, "fax", "fax", "in", 0, "open", ("发票抬头变更", "New invoice title"),
             ("传真变更通知及营业执照副本，请更新开票信息。", "Change notice and licence by fax; please update the invoice data.")),
        Step(1, "call", "phone", "out", 6, "solved", ("开票信息已更新", "Invoice data updated"),
             ("已更新税号与开户行，下月起生效。", "Tax number and bank updated from next month.")),
    ],
    [
        Step(0, "meeting", "in_person", "out", 90, "open", ("季度回顾", "Quarterly review"),
             ("回顾本季服务：故障两次，均按时恢复；下季计划上线{product}。", "Two faults, both repaired in time; {product} planned for the next quarter.")),
        Step(7, "email", "email", "out", 0, "", ("会议纪要", "Minutes"),
             ("会议纪要与行动项见附件，请查收。", "Minutes and actions attached.")),
    ],
]  # fmt: skip

DEALER_STORIES = [
    [
        Step(0, "visit", "in_person", "out", 75, "solved", ("门店巡检", "Shop inspection"),
             ("陈列符合规范，{plan}海报缺货，已安排补发。", "Display is in order, posters for {plan} are missing and on their way.")),
        Step(10, "meeting", "in_person", "out", 120, "solved", ("新品培训", "Product training"),
             ("对六名店员进行{product}培训并测验，全部通过。", "Six sales people trained on {product}; all passed.")),
        Step(20, "email", "email", "out", 0, "", ("酬金结算单", "Commission statement"),
             ("本月酬金{amount}元，请核对后盖章回传。", "Commission of {amount}; please check, seal and return.")),
    ],
]  # fmt: skip

OFFICE_STORIES = [
    [
        Step(0, "email", "email", "in", 0, "open", ("内部需求", "Internal request"),
             ("需要上月{product}开通清单，用于部门例会。", "Needs last month's list of new {product} for the department meeting.")),
        Step(1, "email", "email", "out", 0, "solved", ("清单已提供", "List provided"),
             ("清单已发送，如需按区县拆分请告知。", "Sent; tell us if you need it by district.")),
    ],
]  # fmt: skip
