"""Characters with several readings: which one surnames, given names and common words of firm names take.

Only what the plain first reading gets wrong stands here. Characters are simplified.
"""

import re

_USUAL = "翟zhai 卜bu 朝chao 长chang 都du 埔pu 娜na 莎sha 菲fei 晟sheng 媛yuan 阚kan 逄pang 佴nai 缪miao 厦xia"
USUAL = {word[0]: word[1:] for word in _USUAL.split()}
"""Readings that in names are likelier than the first of the dictionary."""

_SURNAMES = """单shan 曾zeng 解xie 仇qiu 朴piao 盖gai,ge 翟zhai,di 区ou 查zha 尉wei,yu 召shao 洗xian 覃qin,tan 秘bi
    缪miao 牟mou,mu 乜nie 员yun 乐yue,le 柏bai,bo 宓mi,fu 逄pang 佴nai 黑he 折she 祭zhai 种chong 繁po 卜bu 阚kan 车che
    都du 隗wei,kui 郇xun,huan 谌chen,shen 郗xi,chi 隽juan,jun 钭tou 厍she 眭sui 冼xian 訾zi 晁chao 葛ge 宿su 适kuo
    令ling 能nai 句gou 盛sheng 相xiang 冯feng 沈shen 石shi 贾jia 俞yu 余yu 叶ye 华hua 宁ning 燕yan 任ren 应ying 殷yin
    纪ji 万wan 娄lou 那na 哈ha 撒sa 占zhan 强qiang 过guo 长chang,zhang 重chong 行xing 藏zang 降jiang 曲qu 庞pang 贲ben
    郄qie,xi 尧yao 仉zhang 亓qi 芮rui 逯lu 贠yun 禚zhuo"""
SURNAMES = {
    word[0]: tuple(word[1:].split(",")) for word in _SURNAMES.split()
}  # first the right reading, then others that holders of the name use
_COMPOUND = """尉迟yu,chi 万俟mo,qi 长孙zhang,sun 澹台tan,tai 单于chan,yu 乐正yue,zheng 夏侯xia,hou 鲜于xian,yu
    谷梁gu,liang 皇甫huang,fu 令狐ling,hu 亓官qi,guan 宰父zai,fu 公冶gong,ye 濮阳pu,yang 呼延hu,yan 赫连he,lian
    拓跋tuo,ba 仲长zhong,chang"""
COMPOUND_SURNAMES = {word[:2]: tuple(word[2:].split(",")) for word in _COMPOUND.split()}

_GIVEN = """乐yue 行hang 长zhang 朝zhao 重chong 茜xi 晟cheng 盛cheng 翟di 曾ceng 单shan 仔zi 传zhuan 率shuai 柏bo 钥yue
    芮rui 妮ni 调diao 相xiang 朴piao 石dan 颖ying 蔚yu 泊po 参shen 倩qing 绮qi 娜nuo 宁ning 奇ji 禅shan 贾gu 祭ji 炅gui
    珏yu 莘xin 洋xiang"""
GIVEN = {word[0]: tuple(word[1:].split(",")) for word in _GIVEN.split()}
"""Second readings that given names take, or that people who only see the name will try."""

PERSONAL = frozenset([*SURNAMES, *GIVEN, *(name[0] for name in COMPOUND_SURNAMES)])

_WORDS = """重庆chong,qing 厦门xia,men 大厦da,sha 成都cheng,du 首都shou,du 银行yin,hang 商行shang,hang 车行che,hang
    行业hang,ye 洋行yang,hang 分行fen,hang 支行zhi,hang 总行zong,hang 琴行qin,hang 行长hang,zhang 音乐yin,yue 乐器yue,qi
    乐团yue,tuan 乐清yue,qing 六安lu,an 蚌埠beng,bu 番禺pan,yu 会计kuai,ji 会稽kuai,ji 西藏xi,zang 藏药zang,yao
    东阿dong,e 铅山yan,shan 单县shan,xian 什邡shi,fang 荥阳xing,yang 歙县she,xian 涡阳guo,yang 柞水zha,shui 黄陂huang,pi
    华佗hua,tuo 增长zeng,zhang 成长cheng,zhang 生长sheng,zhang 董事长dong,shi,zhang 重工zhong,gong 人参ren,shen
    今朝jin,zhao 朝夕zhao,xi 重阳chong,yang 重生chong,sheng 三重san,chong 大宅da,zhai 大都da,du 都江堰du,jiang,yan
    长子县zhang,zi,xian 调味tiao,wei 空调kong,tiao 调控tiao,kong 传记zhuan,ji 宝藏bao,zang 蕴藏yun,cang 率先shuai,xian
    降龙xiang,long 角色jue,se 便宜pian,yi 曾祖zeng,zu 六盘水liu,pan,shui 莘县shen,xian 莘庄xin,zhuang
    浚县xun,xian 洪洞hong,tong 尉犁yu,li 台州tai,zhou 天台tian,tai 会泽hui,ze 大埔da,bu 埔里pu,li 燕山yan,shan
    单车dan,che 解放jie,fang 区块qu,kuai"""
_SPLIT = [re.match(r"([^a-z]+)([a-z,]+)", word) for word in _WORDS.split()]
WORDS = {match[1]: match[2].split(",") for match in _SPLIT if match}
"""Words whose characters are read otherwise than alone."""

WORDS_PATTERN = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
TRIGGERS = frozenset(word[0] for word in WORDS)
