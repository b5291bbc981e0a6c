"""What is a number, and what looks like one."""

import pytest

from domains.scan.extract.phone.given import whatsapp_number
from domains.scan.extract.phones import MOST
from tests.domains.scan.extract.contact_pages import numbers, read, refusals

DE = {"url": "https://firma.de/", "lang": "de"}
JP = {"url": "https://mise.jp/", "lang": "ja"}
CASES = {
    "two on a line": (
        "Tel 020 7946 0018/020 7946 0019",
        {"url": "https://x.co.uk/"},
        ["+442079460018", "+442079460019"],
    ),
    "turned round by an element, on a page without an e-mail address": (
        '<p>Tel. <bdo dir="rtl">3410 555 212</bdo></p>',
        {},
        ["+12125550143"],
    ),
    "two without a sign between": ("212-555-0143 646-555-0144", {}, ["+12125550143", "+16465550144"]),
    "two behind a comma alone": ("212-555-0143,646-555-0144", {}, ["+12125550143", "+16465550144"]),
    "a property of no object": ('<span itemprop="telephone">03044128773</span>', DE, ["+493044128773"]),
    "a property of no object, unseen": (
        '<meta itemprop="telephone" content="030 44128773">',
        DE,
        ["+493044128773"],
    ),
    "a slash behind a spaced area code": ("Tel.: 03 94 07 / 57 47", DE, ["+49394075747"]),
    "slashes alone": ("Tél. 06/12/48/77/31", {"url": "https://x.fr/"}, ["+33612487731"]),
    "slashes alone in three groups": ("Tel: 02/1238/0623", {"url": "https://x.it/"}, ["+390212380623"]),
    "a zero in brackets where none is dialled": ("+973 (0) 1702 8084", {}, ["+97317028084"]),
    "a zero in brackets before others": ("+36 [0] 20 127 8891", {}, ["+36201278891"]),
    "dots behind a plus": ("+971.2.235.2601", {}, ["+97122352601"]),
    "a trunk prefix in brackets": ("Central (01) 412-8773", {"url": "https://x.pe/"}, ["+5114128773"]),
    "a bracket begins the next": ("(030) 901820 (040) 901821", DE, ["+4930901820", "+4940901821"]),
    "a spaced dash between": ("030 901820 - 040 9018213", DE, ["+4930901820", "+49409018213"]),
    "no word and no space before": ("東京03-3842-1836", JP, ["+81338421836"]),
    "the same beginning": ("030 901820 030 901821", DE, ["+4930901820", "+4930901821"]),
    "a label for two": ("Tel: 01-4412827, 9841418273 Nepal", {}, ["+97714412827", "+9779841418273"]),
    "a long list behind slashes": (
        "Tel. 22 418 27 36 / 22 418 27 37 / 22 418 27 38 / 22 418 27 39 / 601 418 273 / 602 418 273",
        {"lang": "pl"},
        [
            f"+48{one}"
            for one in ["224182736", "224182737", "224182738", "224182739", "601418273", "602418273"]
        ],
    ),
    "a list with a hyphened range and slashes alone": (
        "Tel. +233-302-418273/ +233-302-418274-5/024 4182736/020 4182736/026 4182736/ 057 4182736",
        {},
        [
            *("+233302418273", "+233302418274", "+233244182736"),
            *("+233204182736", "+233264182736", "+233574182736"),
        ],
    ),
    "ten digits with a code in a group, where the country's language is spoken": (
        "هاتف: 961 5 418 273",
        {"lang": "ar"},
        ["+9615418273"],
    ),
    "ten digits with a code in a group, as another number": (
        "Tel. 961 5 418 273<br>Cell: 961 71 418 273",
        {"lang": "en"},
        ["+9615418273", "+96171418273"],
    ),
    "ten digits with a group that may be a code": ("Tel. 961 5 418 273", {"lang": "en"}, []),
    "a label in the letters of a country that groups as North America does": (
        "Τηλ. 210 418 2736",
        {"lang": "el"},
        ["+302104182736"],
    ),
    "a country that is called like its capital, before a postcode": (
        "Av. Insurgentes 12, Mexico 06700 Roma Norte<br>Tel. 55 4182 7361",
        {},
        ["+525541827361"],
    ),
    "a country in Latin letters above a number in other ones": (
        "Germany<br>โทร 02-418-2736",
        {"lang": "th"},
        ["+6624182736"],
    ),
    "a country in Latin letters above a number in Latin ones": (
        "Germany<br>Tel. 02-418-2736",
        {"lang": "th"},
        ["+4924182736"],
    ),
    "a country in Latin letters that speaks the page's language": (
        "Τηλ. 22 418273<br>Cyprus",
        {"lang": "el", "url": "https://agora.gr/"},
        ["+35722418273"],
    ),
    "a label in Latin letters there": ("Tel. 210 418 2736", {"lang": "el"}, ["+12104182736"]),
    "a second mobile one without its area code, and one of a telephone": (
        "Fone: (11) 97182-4301 / 97182-4302 / 3418-2736",
        {"lang": "pt-br"},
        ["+5511971824301", "+5511971824302", "+551134182736"],
    ),
    "a shorter second where numbers of both lengths are in use": (
        "Telp: (021) 87418273, 8418273",
        {"lang": "id"},
        ["+622187418273", "+62218418273"],
    ),
    "a label of few countries in a page of no language": (
        "тел.: (0626) 41-82-73<br>тел. 8 (7172) 41-82-73<br>тел. 02 981 2736",
        {},
        ["+380626418273", "+77172418273", "+35929812736"],
    ),
    "a label of few countries on a site of another one": (
        "тел.: 0626 418273",
        {"url": "https://shop.de/"},
        ["+49626418273"],
    ),
    "a label of few countries with a long-distance prefix of old": (
        "Тел. 8 (044) 341-82-73",
        {"url": "https://kniga.com.ua/", "lang": "uk"},
        ["+380443418273"],
    ),
    "a label of one country": ("Утас: 99418273", {"lang": "en"}, ["+97699418273"]),
    "Chinese in its traditional form": (
        "請撥打 03-418-2736 聯絡我們的服務專線，歡迎光臨本公司",
        {},
        ["+88634182736"],
    ),
    "Chinese in its simplified form": (
        "请拨打 0755-82418273 联系我们的服务专线，欢迎光临本公司",
        {},
        ["+8675582418273"],
    ),
    "a cut code before an area code without zero": (
        "Tel: (+2) 22 4182 736, (+2) 010 1418 2736, +6(03)8418 2736",
        {},
        ["+20224182736", "+201014182736", "+60384182736"],
    ),
    "a code that is none and no cut one": ("Tel: (+3) 010 418 2736", {}, []),
    "a list that goes on in the next line": (
        "Tél. : (237) 677418273; 692418273 ;<br>670418273 (WhatsApp)",
        {"lang": "fr"},
        ["+237677418273", "+237692418273", "+237670418273"],
    ),
    "a label tells the country of the page's other numbers": (
        "Telefone: (19) 3418-2736<br>WhatsApp: (19) 3418-2737",
        {},
        ["+551934182736", "+551934182737"],
    ),
    "ways of writing that few countries have": (
        "Contact (261) 15-6418273<br>Contact (19) 97182-7365<br>"
        "Звоните: 8 (495) 418-27-36<br>Contact (044) 418-27-36",
        {},
        ["+5492616418273", "+5519971827365", "+74954182736", "+380444182736"],
    ),
    "a second mobile one where those have no area codes": (
        "Tel: 0412 418 273 / 418 274",
        {"url": "https://shop.com.au/"},
        ["+61412418273"],
    ),
    "an area of North America too, behind a word in other letters on a site of the country": (
        "Тел.: (812) 418-2736, 418-2741",
        {"url": "https://lavka.ru/"},
        ["+78124182736", "+78124182741"],
    ),
    "an area of North America too, in the language of the site's country": (
        "Пишите и звоните нам каждый день, мы работаем без выходных. (812) 418-2736",
        {"url": "https://lavka.ru/", "lang": "ru"},
        ["+78124182736"],
    ),
    "an area of North America too, behind an English word": (
        "Our office in Evansville. Phone: (812) 418-2736",
        {"url": "https://lavka.ru/", "lang": "en"},
        ["+18124182736"],
    ),
    "groups of two digits in a language of several countries": (
        "الهاتف: 05-36-41-82-73",
        {"lang": "ar"},
        ["+212536418273"],
    ),
    "other groups in a language of several countries": ("الهاتف: 0536-418-273", {"lang": "ar"}, []),
    "a code that would be a part of the number": ("Tel: +963 41 5202<br>Damascus, Syria", {}, []),
    "a second without its area code behind a space": (
        "电话：010-62418273 62418274(服务)",
        {"url": "https://dian.cn/", "lang": "zh"},
        ["+861062418273", "+861062418274"],
    ),
    "other digits behind a space": (
        "电话：010-62418273 6241827",
        {"url": "https://dian.cn/", "lang": "zh"},
        ["+861062418273"],
    ),
    "a long list with a short number": (
        "Tel. 22 418 27 36 / 22 418 27 37 / 22 418 27 38 / 22 418 27 39 / 601 418 273 / 602",
        {"lang": "pl"},
        [],
    ),
    "a last one in bare digits": (
        "Mumbai: 022-24182736 / 24182737 / 9841827364",
        {},
        ["+912224182736", "+912224182737", "+919841827364"],
    ),
    "a last one in bare digits behind a code": (
        "+91 98418 27364 / 9841827365",
        {},
        ["+919841827364", "+919841827365"],
    ),
    "a last one in too few bare digits": ("+91 98418 27364 / 984182736", {}, ["+919841827364"]),
    "bare digits that are no number behind a code": ("+49 30 23125001 / 1041827365", {}, ["+493023125001"]),
    "a slash alone between two": (
        "Mumbai: +91 98418 27364/98418 27365",
        {},
        ["+919841827364", "+919841827365"],
    ),
    "a slash of a code": ("Mumbai: ISO 9001/98418 27365, DOI 10.1000/212-555-0143", {}, []),
    "a word between two of a label": (
        "Tel: 01-4412827 or 9841418273 Nepal",
        {},
        ["+97714412827", "+9779841418273"],
    ),
    "last digits of a second": ("Tel: 030/23125001/02", DE, ["+493023125001", "+493023125002"]),
    "last digits behind a hyphen": ("Tel. 030 23125038-39", DE, ["+493023125038"]),
    "a second where its beginning is no number": (
        "Hong Kong office F: +86 21 6475 3203 / 6475 3206",
        {},
        ["+862164753203", "+862164753206"],
    ),
    "last digits behind one of two hyphens": ("Tel. 030-23125038-39", DE, ["+493023125038"]),
    "digits that go on": ("Dhaka, Bangladesh. Tel 0812-418-2736", {}, []),
    "digits that stand apart": (
        "Tel: 0212-418-27-36 24 saat",
        {"lang": "tr"},
        ["+902124182736"],
    ),
    "digits on the next line": (
        "Jakarta, Indonesia<br>Tel (021) 4182736<br>29418273",
        {},
        ["+62214182736"],
    ),
    "an extension behind a hyphen": (
        "联系电话：010-62418273-6738、6799",
        {"lang": "zh"},
        ["+861062418273"],
    ),
    "an extension behind a hyphen, in hyphens": (
        "電話：02-2522-4183-383",
        {"lang": "zh-TW"},
        ["+886225224183"],
    ),
    "no extension behind three digits": ("TEL: 0120-418-273-6541", JP, []),
    "no extension of seven digits": ("电话：010-62418273-6738412", {"lang": "zh"}, []),
    "no extension elsewhere": ("Seoul. Tel: 02-418-2736-383", {"lang": "ko"}, []),
    "no extension that no word announces": ("010-62418273-6738", {"lang": "zh"}, []),
    "the same in two links": (
        '<a href="/soita">0800 41827</a> <a href="/yhteys">0800 41827</a> Helsinki',
        {"lang": "fi"},
        ["+35880041827"],
    ),
    "a direct extension is a part": ("Tel. 030 4182736-21", DE, ["+4930418273621"]),
    "a second without its area code": (
        "Tel. +91-22-23418276/2341 8279",
        {},
        ["+912223418276", "+912223418279"],
    ),
    "a third without its area code, behind commas": (
        "Caracas, Venezuela. Telf. (0212) 418 27 36, 418 27 39 / 418 27 41",
        {},
        ["+582124182736", "+582124182739", "+582124182741"],
    ),
    "a second behind a word in capitals": (
        "LEÓN, GTO. MÉXICO TELS. (477) 418-27-36 Y 418-27-39",
        {"lang": "es"},
        ["+524774182736", "+524774182739"],
    ),
    "a second of one digit more": (
        "Help: (021) 4182736, 29418273 Jakarta, Indonesia",
        {},
        ["+62214182736", "+622129418273"],
    ),
    "two more behind spaced dashes": (
        "Puerto Montt, Chile. Fono (56 65) 2241827 - 2241829 – 2241836",
        {},
        ["+56652241827", "+56652241829", "+56652241836"],
    ),
    "a second for the whole country": (
        "Tel: (0212) 418 27 36 / 444 0 184 İzmir, Türkiye",
        {"lang": "tr"},
        ["+902124182736", "+904440184"],
    ),
    "a postcode behind a number": ("Tel: 0484 241827, 682011 Kochi, India", {}, []),
    "two ends behind a number": (
        "Tel: 03-2141 8273/8274/8275",
        {"url": "https://kedai.my/"},
        ["+60321418273", "+60321418274", "+60321418275"],
    ),
    "a second behind a mobile number": (
        "Nairobi, Kenya. Tel: 0722 418 273 / 418 274",
        {},
        ["+254722418273"],
    ),
    "the first and the last of many": ("Bangkok, Thailand. Tel 02 241 8057 - 100", {}, ["+6622418057"]),
    "a second behind a country's code in brackets": (
        "Tel: (502) 2422-4182 / 2422-4183 Guatemala",
        {"lang": "es"},
        ["+50224224182", "+50224224183"],
    ),
    "a label for two lines": (
        "Yerevan, Armenia<br>Հեռ.՝ 374 33 777 418<br>374 33 603 055<br>374 10 603",
        {},
        ["+37433777418", "+37433603055"],
    ),
    "five and five digits without a label": (
        "Mysore - 570 001<br>97400 27418 / 98442 11273",
        {},
        ["+919740027418", "+919844211273"],
    ),
    "three digits more than a number has": ("Yangon, Myanmar<br>Phone - (09) 2050 091 418", {}, []),
    "split over a line's end": ("Phone: 888-823-<br>2633", {}, ["+18888232633"]),
    "behind a ZIP code": ("Portland, OR 97205 503-555-0142", {}, ["+15035550142"]),
    "behind a house number": ("Suite 400 (503) 555-0142", {}, ["+15035550142"]),
    "glued to its label": ("TEL(03)3561-4182", JP, ["+81335614182"]),
    "glued to a word without spaces": ("電話03-3842-1836まで", JP, ["+81338421836"]),
    "full width": ("ＴＥＬ：０３－３８４２－１８３６", JP, ["+81338421836"]),
    "bracket behind a word": ("Phone(415) 555-0172", {}, ["+14155550172"]),
    "place for a carrier": ("Fone (0xx11) 2509-4182", {}, ["+551125094182"]),
    "bare digits behind a label": ("Rufnummer: 04041827365", DE, ["+494041827365"]),
    "vanity": (
        "Call 1-800-FLY-KITE, 1-800-Flowers, 1-800-CONTACTS",
        {},
        ["+18003595483", "+18003569377", "+18002668228"],
    ),
    "full-width digits of a prefix for abroad": (
        "Tel ００４４ ２０ ７９４６ ００１８",
        {},
        ["+442079460018"],
    ),
    "Persian digits with the area code last": (
        "تلفن: ۸۸۴۱۸۲۷۳-۰۲۱",
        {"url": "https://nan.ir/", "lang": "fa"},
        ["+982188418273"],
    ),
    "Bengali digits": (
        "মোবাইল: ০১৭১১-৪১৮২৭৩",
        {"url": "https://ruti.bd/", "lang": "bn"},
        ["+8801711418273"],
    ),
    "days with hyphens that break no line": ("Konzert 03.08.15\u201104.08.15", DE, []),
    "kept in order by a style": (
        'Tel <b style="direction:ltr;unicode-bidi:bidi-override">030 23125001</b>',
        DE,
        ["+493023125001"],
    ),
    "kept in order by a class": (
        "<style>.n{direction:ltr;/*rtl*/unicode-bidi:bidi-override}</style>Tel <b class=n>030 23125001</b>",
        DE,
        ["+493023125001"],
    ),
    "turned round by a style": (
        'Call <b style="unicode-bidi:bidi-override;direction:rtl">3410-555-212</b>',
        {},
        ["+12125550143"],
    ),
    "a sign for and before a bracket": (
        "Phone: (212) 555-0143 & (212) 555-0144",
        {},
        ["+12125550143", "+12125550144"],
    ),
    "vanity in a link": ('<a href="tel:1-800-FLY-KITE">Call</a>', {}, ["+18003595483"]),
    "vanity behind a label": ("Call 312 NAS UNIT", {}, ["+13126278648"]),
    "hours behind a number": ("(212) 555-0147 24 hours", {}, ["+12125550147"]),
    "no label, in its country's groups": (
        "33 41 82 73",
        {"url": "https://bageri.dk/", "lang": "da"},
        ["+4533418273"],
    ),
    "a register's number, then a telephone's": (
        "SIRET 418 273 650 00012 - 02 40 41 82 73",
        {"url": "https://voiles.fr/", "lang": "fr"},
        ["+33240418273"],
    ),
    "a licence's number, then a telephone's": ("CA Lic. 1041827 | 303.555.0143", {}, ["+13035550143"]),
    "an order's number, then another one": ("Order no. 2125550143, 2125550144", {}, []),
    "an ampersand between": ("Call 212-555-0143 & 212-555-0144", {}, ["+12125550143", "+12125550144"]),
    "a slash behind code and area": ("Tel. +49 (0) 6221 / 41827 - 0", {}, ["+496221418270"]),
    "a slash behind a wide plus, code and area": ("Tel. ＋49 (0) 6221 / 41827 - 0", DE, ["+496221418270"]),
    "a slash behind 00, code and area": ("Tel. 0049 6221/418270", {}, ["+496221418270"]),
    "a slash between two with codes": (
        "+354 551 4182/+354 551 4183",
        {},
        ["+3545514182", "+3545514183"],
    ),
    "three without a sign between": (
        "Tel 011 883 4172 082 418 2736 021 424 1836",
        {"url": "https://rand.co.za/"},
        ["+27118834172", "+27824182736", "+27214241836"],
    ),
    "a whole second behind one with a code": (
        "Tel. +351 912 418 273 / 213 418 275",
        {},
        ["+351912418273", "+351213418275"],
    ),
    "a second without area code behind one with a code": (
        "Tel. +43 1 5145012 / 5145013",
        {},
        ["+4315145012", "+4315145013"],
    ),
    "Australia's prefix for abroad": ("Dial 0011 64 9 379 1284", {}, ["+6493791284"]),
    "marks of direction inside": ("Tel 03-541\u200e-8273", {"url": "https://oren.co.il/"}, ["+97235418273"]),
    "a figure dash and a half-width one": ("TEL 03\u20123842\uff701836", JP, ["+81338421836"]),
    "one dot behind a label": ("Tel. 030.23125001", DE, ["+493023125001"]),
    "one digit fewer behind a slash": ("Tel. 040 4182736 / 040 418275", DE, ["+49404182736", "+4940418275"]),
    "a second without its area code, as long as a whole one": (
        "Tel. 089 41827365 / 4182736",
        DE,
        ["+498941827365"],
    ),
    "a French area code that is a country's code": (
        "Tél. 01 49 30 41 82",
        {"url": "https://voiles.fr/"},
        ["+33149304182"],
    ),
    "a Brazilian area code that is a country's code": (
        "Fone 49 98418-2736",
        {"url": "https://trilho.com.br/"},
        ["+5549984182736"],
    ),
    "behind the number of a house": ("Lindenstr. 12 030 23125001", DE, ["+493023125001"]),
    "a plus before a national number": ("Tel. +030 23125001", DE, ["+493023125001"]),
    "a trunk prefix behind code and mobile prefix": (
        "Tel. +54 9 011 4382-4182",
        {"url": "https://faro.com.ar/"},
        ["+541143824182"],
    ),
    "no trunk prefix": ("Tel. 30 23125001", DE, ["+493023125001"]),
    "a zero without word and country": ("Kirja 09 4182736", {"lang": "fi"}, ["+35894182736"]),
    "three groups without a word": ("Stolarnia 601 200 418", {"lang": "pl"}, ["+48601200418"]),
    "a zero without a word": ("Helsinki, Finland<br>09 4182736", {}, ["+35894182736"]),
    "a bracket without a word": ("Stolarnia (22) 3418273", {"lang": "pl"}, ["+48223418273"]),
    "two groups without bracket or word": ("Stolarnia 22 3418273", {"lang": "pl"}, []),
    "seven digits without a word": ("Hillur 551 4182", {"lang": "is"}, []),
    "twelve digits without a word": ("Ράφια 2310 418 273 65", {"lang": "el"}, []),
    "an area code behind, in text from left to right": ("Telefon 62418273 - 021", {"lang": "tr"}, []),
    "three groups in text from right to left": ("تلفن: 1041 827 36", {"lang": "fa"}, []),
    "bare digits alone on a line": (
        "<p>Lind<p>03023125001<p>03023125038<p>Ulm",
        DE,
        ["+493023125001", "+493023125038"],
    ),
    "bare digits above a price": ("<p>Pumpe<p>0302312500<p>12,90 €", DE, []),
    "bare digits below an amount": ("<p>Pumpe<p>12,90<p>0302312500", DE, []),
    "a list of bare digits": ("<p>0302312500<p>0302312501<p>0302312502", DE, []),
    "bare digits of a link": ('<a href="tel:03023125001">Anruf</a>', DE, ["+493023125001"]),
    "hours and years that a link says": (
        '<a href="tel:+46841827365">0900-1730</a><a href="tel:+46841827365">2015-2016</a>',
        {"url": "https://bageri.se/"},
        ["+46841827365"],
    ),
    "bare digits that a link without a number says": ('<a href="tel:">2125550143</a>', {}, ["+12125550143"]),
    "bare digits that a truncated link says": (
        '<a href="tel:212555">Call 2125550143</a>',
        {},
        ["+12125550143"],
    ),
    "bare digits of a link that does not dial": ('<a href="/tel">2125550143</a>', {}, []),
    "a link for a short message": ('<a href="sms:+12025550143">Text us</a>', {}, ["+12025550143"]),
    "a link of an old kind": ('<a href="callto:+12025550143">Call us</a>', {}, ["+12025550143"]),
    "a code in a group of its own that ends a Moroccan number": (
        "الهاتف: 05 22 89 36 20",
        {"url": "https://zellij.ma/", "lang": "ar"},
        ["+212522893620"],
    ),
    "an area code of two digits behind": (
        "هاتف: 23918273 - 02",
        {"url": "https://nilework.eg/", "lang": "ar"},
        ["+20223918273"],
    ),
    "an extension behind, in text from right to left": ("تلفن: 62418273 - 21", {"lang": "fa"}, []),
    "an order's digits before an area code": (
        "سفارش 62418273 - 021",
        {"lang": "fa", "url": "https://golha.ir/"},
        [],
    ),
    "a plus that the direction of the text moved": ("هاتف: 966114182736+", {"lang": "ar"}, ["+966114182736"]),
    "an Austrian extension of three digits": ("Tel. +43 1 4182736-737", DE, ["+4314182736737"]),
    "pairs that end like a range": ("Tel. +90-212-418-27-28", DE, ["+902124182728"]),
    "a short number that ends like a range": ("Tel. 06221 4182-83", DE, ["+496221418283"]),
    "a pair behind a space": ("Tel. 0721 418273 74", DE, ["+4972141827374"]),
    "a range with a dash": ("Tel. 030 23125038–39", DE, ["+493023125038"]),
    "a range with a long dash": ("Tel. 030 23125038—39", DE, ["+493023125038"]),
    "a range with a typographic hyphen": ("Tel. 030 23125038\u201039", DE, ["+493023125038"]),
    "a range with a hyphen that breaks no line": ("Tel. 030 23125038\u201139", DE, ["+493023125038"]),
    "a North American number on a German page": ("Tel. 1-800-735-8800", DE, ["+18007358800"]),
    "a Russian trunk prefix before three groups": (
        "Тел. 8 800 418 2736",
        {"lang": "ru"},
        ["+78004182736"],
    ),
    "a slash behind a label, no trunk prefix": (
        "Telefon 512/418273",
        {"url": "https://hof.at/"},
        ["+43512418273"],
    ),
    "a slash without a label": ("Innsbruck 0512/418273", {"url": "https://hof.at/"}, ["+43512418273"]),
    "a slash, a trunk prefix and a short number": (
        "Donau Sattlerei 01/5145012",
        {"url": "https://hof.at/"},
        ["+4315145012"],
    ),
    "a slash without label and trunk prefix": ("Teil 512/418273", {"url": "https://hof.at/"}, []),
    "a slash in a Spanish number": (
        "Azulejos 952/57 98 00",
        {"url": "https://azulejos.es/"},
        ["+34952579800"],
    ),
    "a slash in a lot's number": ("Matrikel 33/41 82 73", {"url": "https://bageri.dk/"}, []),
    "North America's groups in the Philippines": (
        "Globe: 917-418-2736",
        {"url": "https://banca.com.ph/"},
        ["+639174182736"],
    ),
    "spaces of an editor in an American number": (
        "Wichita, KS 67206<br>Tel 31 6-691-8519",
        {},
        ["+13166918519"],
    ),
    "other groups beside an American postcode": ("Irvine, CA 92614<br>Sail 94 9442 1357", {}, []),
    "a lot's number in an American address": ("Irvine, CA 92614<br>Lot 949 4421357", {}, []),
    "an American number with one space": ("Irvine, CA 92614<br>(949) 4421357", {}, ["+19494421357"]),
    "an American number behind its 1, with one space": ("Call 1 212 5550143", {}, ["+12125550143"]),
    "an American number behind its 1, without a word": (
        "Acme 1 212 5550143",
        {"url": "https://acme.us/"},
        ["+12125550143"],
    ),
    "trunk prefix and area code apart": (
        "Sattlerei 0 1 5145012",
        {"url": "https://hof.at/"},
        ["+4315145012"],
    ),
    "an American number glued to its 1": ("Call 1212 555 0143", {}, ["+12125550143"]),
    "nine digits without trunk prefix or word": ("Ausgabe 418 273 655", DE, []),
    "eight digits in other groups than Denmark's": ("Lager 334 182 73", {"url": "https://bageri.dk/"}, []),
    "eight digits in other groups near a country": ("Oslo, Norway<br>418 27 365", {}, []),
    "a Danish number behind its code without plus": (
        "Bageri 45 33 41 82 73",
        {"url": "https://bageri.dk/"},
        ["+4533418273"],
    ),
    "a floor behind a Danish number": (
        "Bageri 33 41 82 73 2. sal",
        {"url": "https://bageri.dk/"},
        ["+4533418273"],
    ),
    "a German number behind its code without plus": ("Optik 49 30 231 25 001", DE, ["+493023125001"]),
    "a lot's number that begins with a code": ("Lot 974 4432 1857", {}, []),
    "an area code that is a country's code, on a page without a country": ("Phone 47 4182-7365", {}, []),
    "Spanish digits without groups, and a number with Mexico's code": (
        "Del extranjero: (+52) 55 5523 3841<p>Pieza 614212 3418</p>",
        {"lang": "es"},
        ["+525555233841"],
    ),
    "a link with the prefix for abroad behind a slash": (
        '<a href="tel:212-555-0143 / 011">x</a>',
        {},
        ["+12125550143"],
    ),
    "a link with Australia's prefix for abroad behind a slash": (
        '<a href="tel:212-555-0143 / 0011">x</a>',
        {},
        ["+12125550143"],
    ),
    "too many digits in a link": ('<a href="tel:12345678901234567890 12 34 56 78 90">x</a>', {}, []),
    "a plus before the 8 of Russia": (
        "<p>Тел. +8 495 418 27 36<p>Факс +8 (495) 418-27-37",
        {"url": "https://kafe.ru/"},
        ["+74954182736", "+74954182737"],
    ),
    "a plus before the 8 of Russia, the country unknown": ("<p>Tel. +8 (495) 418-27-36", {}, []),
    "a mistyped country's code": ("Telefon: (+944 12) 492 65 00", {"lang": "az"}, []),
    "a plus behind a word for something else": ("Reservation no. +44 20 7946 0018", {}, ["+442079460018"]),
    "a plus and bare digits without a word": ("Acme Tools +12025550143", {}, ["+12025550143"]),
    "behind a day": ("Open from Sep 15, 202-555-0143", {}, ["+12025550143"]),
    "two groups of one length": ("Kowloon, Hong Kong<br>2418 2736", {}, ["+85224182736"]),
    "two groups with other first digits": ("Kowloon, Hong Kong<br>2418-3736", {}, ["+85224183736"]),
    "two groups, the first higher": ("Kowloon, Hong Kong<br>2736-2418", {}, ["+85227362418"]),
    "an area code of single digits": (
        "Tel. (8 5) 2418273",
        {"url": "https://gintaras.lt/"},
        ["+37052418273"],
    ),
    "four groups that increase": ("Bageri 22 33 41 82", {"url": "https://bageri.dk/"}, ["+4522334182"]),
    "the first pair again within a number": (
        "Tél. 01 42 68 01 53",
        {"url": "https://voiles.fr/"},
        ["+33142680153"],
    ),
    "a spaced hyphen before an extension": ("Tel. 0621 418 - 273655", DE, ["+49621418273655"]),
    "a space behind the number of a link": ('<a href="tel:030%2023125001%20">x</a>', DE, ["+493023125001"]),
    "a suite and a hyphen before": ("Suite 400 - 503-555-0142", {}, ["+15035550142"]),
    "a space behind the plus": ("Acme + 44 20 7946 0018", {}, ["+442079460018"]),
    "a wide space behind the plus": ("Acme +\u00a044 20 7946 0018", {}, ["+442079460018"]),
    "a square bracket behind the plus": ("Acme +[44] 20 7946 0018", {}, ["+442079460018"]),
    "a second without area code behind a wide plus": (
        "Tel. ＋43 1 5145012 / 5145013",
        {},
        ["+4315145012", "+4315145013"],
    ),
    "a wide bracket behind a wide plus": ("Acme ＋（44）20 7946 0018", {}, ["+442079460018"]),
    "a slash between short ones": ("Sími 551 4182/551 4183", {"lang": "is"}, ["+3545514182", "+3545514183"]),
    "a wide slash": ("TEL 03-3842-1836／03-3842-1837", JP, ["+81338421836", "+81338421837"]),
    "a second behind a code without plus": (
        "Sími 354 551 4182 / 551 4183",
        {"url": "https://fjara.is/"},
        ["+3545514182", "+3545514183"],
    ),
    "short ones with the same beginning": (
        "Tlf. 33 41 82 73 33 41 82 74",
        {"url": "https://bageri.dk/"},
        ["+4533418273", "+4533418274"],
    ),
    "four digits more behind a word": ("Phone 212 555 0143 7766", {}, ["+12125550143"]),
    "four digits more behind a bracket": ("(212) 555-0143 7766", {}, ["+12125550143"]),
    "service numbers that count": (
        "Tél. 0801 456 789<p>0806 456 789</p><p>0884 456 789</p><p>0891 456 789</p>",
        {"url": "https://voiles.fr/"},
        ["+33801456789", "+33806456789", "+33884456789", "+33891456789"],
    ),
    "a sign for number behind a word": ("Phone # 202-555-0143", {}, ["+12025550143"]),
    "initials behind that are a unit": ("Phone 202-555-0143 PCS office", {}, ["+12025550143"]),
    "initials behind a number with a plus": ("Acme +1 202-555-0143 PCS office", {}, ["+12025550143"]),
    "a colon and a hyphen before": ("Acme Tools :-202-555-0143", {}, ["+12025550143"]),
    "a trunk prefix that is written twice": ("Tel. +44 (0) 020 7946 0018", DE, ["+442079460018"]),
    "a trunk prefix that is written twice behind 00": ("Tel 0049 (0)030 23125001", {}, ["+493023125001"]),
    "a dash behind the area code in brackets": ("Tel: 0049 (6221) - 418 273", DE, ["+496221418273"]),
    "an area that begins with the country's code": (
        "Cell. 390 612 3456",
        {"url": "https://forno.it/"},
        ["+393906123456"],
    ),
    "a number behind that of its line": ("Tel: 1 30 2312 5001", DE, []),
    "lottery numbers": (
        "Tirage du loto: 05 12 33 41 27 48 03 11 22 35 07 19 44 50",
        {"url": "https://loto.fr/"},
        [],
    ),
    "an extension that is as long as a number": (
        '<a href="tel:+49 731 1597530;ext=7311597531">x</a>',
        DE,
        ["+497311597530"],
    ),
    "a short second one with its own area code": (
        "Tel. (089) 41827365 / (089) 418273",
        DE,
        ["+498941827365", "+4989418273"],
    ),
    "a longer one between two": (
        "Tel. 030 901820 / 0171 41827365 / 030 901821",
        DE,
        ["+4930901820", "+4917141827365", "+4930901821"],
    ),
    "three of an address": (
        "Sandton, South Africa<br>Tel 011 883 4172 082 418 2736 021 424 1836",
        DE,
        ["+27118834172", "+27824182736", "+27214241836"],
    ),
    "bare digits on the next line, written otherwise": (
        "Tlf. 33 41 82 73<br>40332227",
        {"url": "https://bageri.dk/"},
        ["+4533418273"],
    ),
    "dots like an IP address behind a label": (
        "Tlf. 39.15.86.42",
        {"url": "https://bageri.dk/"},
        ["+4539158642"],
    ),
    "too few digits behind a number": (
        "Tel. +376 841 827 500 123",
        {"url": "https://neu.ad/"},
        ["+376841827"],
    ),
    "bare digits behind a word that joins nothing": (
        "(089) 41827365 – Hof 41827366",
        DE,
        ["+498941827365"],
    ),
    "a label for two in bare digits": (
        "Tlf. 33418273, 40332227",
        {"url": "https://bageri.dk/"},
        ["+4533418273", "+4540332227"],
    ),
    "nine bare digits behind a comma": ("(089) 41827365, 418273655", DE, ["+498941827365"]),
    "two short ones without a label": (
        "551 4182, 551 4183",
        {"url": "https://fjara.is/", "lang": "is"},
        ["+3545514182", "+3545514183"],
    ),
    "a register's number behind a number without area code": (
        "Bageri +45 33 41 82 73, 40332227",
        {"url": "https://bageri.dk/"},
        ["+4533418273"],
    ),
    "Australia's prefix before a code that is glued to the area": (
        "Dial 0011 649 379 1284 or 0011 4144 668 1800",
        {},
        ["+6493791284", "+41446681800"],
    ),
    "Australia's prefix behind a plus": ("Dial +0011 6493 791284", {}, ["+6493791284"]),
    "Australia's prefix without a code": ("Dial 0011 3035 550143 or +0011 3035 550144", {}, []),
    "a second shorter one with an area code in brackets": (
        "Tel. (89) 4182736 / (30) 231250",
        DE,
        ["+49894182736", "+4930231250"],
    ),
    "a second that lacks two digits": (
        "Tél. 01 43 41 82 73 / 06 41 82 73",
        {"url": "https://voiles.fr/"},
        ["+33143418273"],
    ),
    "North America's groups in a declared region, with another one": (
        "Globe: 917-418-2736",
        {"url": "https://banca.com.ph/", "lang": "en-CA"},
        ["+639174182736"],
    ),
    "a number that begins as the code of a country named near": (
        "Brød fra France<br>33 41 82 73",
        {"url": "https://bageri.dk/", "lang": "da"},
        ["+4533418273"],
    ),
    "a figure and a slash before": ("Lot 12/415 555 0143", {}, []),
    "models of mobile phones": ("Mobile 6300/6310/6500", {"url": "https://kedai.sg/"}, []),
    "years backwards": ("Open 2014-2010, 2019-2019", {}, []),
    "a Greek number whose second group is higher": (
        "Θεσσαλονίκη 2310-241827",
        {"url": "https://kafes.gr/", "lang": "el"},
        ["+302310241827"],
    ),
    "a draw of many figures": ("Draw 212 555 0143 7 12 40 15 22 18 30 10 41 12", {}, []),
    "rooms in a row": ("Rooms 202 303 4041 404 505 606", {}, []),
    "four digits more behind a dot": ("Phone 212 · 555 · 0143 · 7766", {}, ["+12125550143"]),
    "a slash between without spaces, wide": (
        "电话 021-64753203／64753206",
        {"url": "https://cha.cn/", "lang": "zh"},
        ["+862164753203", "+862164753206"],
    ),
    "two short ones on two lines": (
        "Nuuk, Greenland<br>Tlf. 32 18 27 -<br>32 18 28",
        {},
        ["+299321827", "+299321828"],
    ),
    "the code again behind the area": ("Tel. +49 6221 - 49 418273", DE, ["+49622149418273"]),
    "the first pair again at the end": (
        "Tél. 06 41 82 73 06",
        {"url": "https://voiles.fr/"},
        ["+33641827306"],
    ),
    "letters for too few digits": ("Call 800-FLY-NOW", {"url": "https://hof.ch/"}, []),
    "a sign for the telephone below a word for fax": ("Fax<br>📞 212-555-0143", {}, ["+12125550143"]),
    "Mexico's old prefix and the one for abroad behind its code": ("Tel 52 01 00 33 1 42 68 53 00", {}, []),
    "digits of a postcode's shape behind an area code": (
        "Tel. (089) 23125-001, 089 41 82-736 Herr Aumann",
        {"lang": "de"},
        ["+498923125001", "+49894182736"],
    ),
    "digits of a postcode's shape without trunk prefix": ("Tel. 41 23125-001", DE, ["+494123125001"]),
    "no area code, in Madagascar": (
        "Tél. 22 418 27<p>Lot 22 418 28</p>",
        {"url": "https://lemurs.mg/", "lang": "fr"},
        ["+261202241827"],
    ),
    "no area code, near Madagascar's name": (
        "Antananarivo, Madagascar<br>Tél. 22 418 27",
        {},
        ["+261202241827"],
    ),
    "no area code, on an island without a word": ("429-4123", {"url": "https://reef.bb/"}, ["+12464294123"]),
    "a short number twice": (
        "Tel. 01 41827 01 41827",
        {"url": "https://hof.at/", "lang": "de"},
        ["+43141827"],
    ),
    "a word behind a host, without a space": (
        "電郵：cs@kiln.com.hk或WhatsApp：(852) 54182736<br>網址www.kiln.com.hk或Tel：(852) 25418273",
        {"url": "https://kiln.com.hk/", "lang": "zh-hk"},
        ["+85225418273", "+85254182736"],
    ),
    "a mobile number of Argentina without 15": (
        "Tel: (0341) 4182736 | WhatsApp: 3416233209 | Cel. 341 623-3210",
        {"url": "https://taller.com.ar/", "lang": "es"},
        ["+543414182736", "+5493416233210", "+5493416233209"],
    ),
    "no mobile number of Argentina": (
        "Tel: 341 418 2736 | WhatsApp: 0341 4182737",
        {"url": "https://taller.com.ar/", "lang": "es"},
        ["+543414182736", "+543414182737"],
    ),
    "three numbers with their codes in brackets": (
        "Tél: (237) 233 41 82 73 - (237) 657 418 273 - (237) 699 418 273",
        {"lang": "fr"},
        ["+237233418273", "+237657418273", "+237699418273"],
    ),
    "a former plan with a bracket, without a word": (
        "Taller (4) 418 2736",
        {"url": "https://taller.co/", "lang": "es"},
        ["+576044182736"],
    ),
    "a former plan behind a word": ("Tel. 21 41 82 73", {"url": "https://atelier.bj/"}, ["+2290121418273"]),
    "spaces and brackets behind the plus": (
        "Tel + [ ( 44 ) 20 7946 0018 ], ( ( 0049 30 23125001",
        DE,
        ["+442079460018", "+493023125001"],
    ),
    "a tab behind the plus of a link": ('<a href="tel:+%09354 551 4182">x</a>', {}, ["+3545514182"]),
    "a wide space behind the plus of a link": (
        '<a href="tel:+%C2%A0354 551 4182">x</a>',
        {},
        ["+3545514182"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_numbers(case):
    body, page, values = CASES[case]
    assert numbers(f"<p>{body}</p>", **page) == values


REFUSED = {
    "01 23 45 67 89": "placeholder",
    "600 000 000": "placeholder",
    "(01) 123-4567": "placeholder",
    "987-654-321": "placeholder",
    "0941 123456": "placeholder",
    "0941 000000": "placeholder",
    "555-1234": "placeholder",
}


@pytest.mark.parametrize("raw", REFUSED)
def test_placeholders(raw):
    url = {
        "0": "https://firma.de/",
        "6": "https://firma.es/",
        "(": "https://firma.pe/",
        "9": "https://firma.pe/",
        "5": "https://firma.is/",
    }[raw[0]]
    url = "https://firme.fr/" if raw.startswith("01 ") else url
    assert numbers(f"<p>Tel {raw}</p>", url=url) == []
    assert "placeholder" in refusals(f"<p>Tel {raw}</p>", url=url)[raw]


def test_the_end_of_an_area_code_is_no_part_of_a_number_that_a_company_chose():
    assert numbers("<p>Ph: +92-21-111-111-028, 051 111 111 276</p>") == ["+9221111111028", "+9251111111276"]
    assert numbers("<p>Ph: +92-21-111-111-111</p>") == []


def test_a_directory_is_cut_off():
    lines = (f"<p>Tel 646-418-{number}</p>" for number in range(2_000, 2_210))
    assert len(numbers("".join(lines))) == MOST


def test_digits_behind_the_number_of_a_link_are_an_extension():
    link = '<a href="tel:{}">call</a>'
    assert numbers(link.format("202-555-0143-778")) == ["+12025550143"]
    contact, *_ = read(link.format("+1-202-555-0143x27"))[0].phones
    assert (contact.value, contact.extension) == ("+12025550143", "27")


@pytest.mark.parametrize(
    ("body", "raw", "reason"),
    [
        ("Tel: 030/23125001/02", "02", "last digits of a second number"),
        ("Tel 030 23125001 (12345)", "(12345", "last digits of a second number"),
        ("Tel: 0171 4182736 / 418 274", "418 274", "last digits of a second number"),
        ("Hof 41827365", "41827365", "bare digits that no word calls a number"),
    ],
)
def test_why_digits_without_an_area_code_are_no_number(body, raw, reason):
    assert refusals(f"<p>{body}</p>", **DE)[raw] == reason


def test_words_behind_a_number_are_no_unit():
    assert numbers("<p>202-555-0143 Customer Service</p>") == ["+12025550143"]


def test_a_number_may_contain_a_date():
    assert numbers("<p>Telefon: 06-1-2000-418</p>", lang="hu") == ["+3612000418"]


@pytest.mark.parametrize("raw", ["0800 4183333", "06221 4444 17", "0381 222333"])
def test_numbers_that_repeat_a_little_are_somebody_s(raw):
    assert len(numbers(f"<p>Tel {raw}</p>", **DE)) == 1


LOOKS_ALIKE = {
    "date or time": "04.06.-07.06.|03.08.15-04.08.15|07.08. - 25.08.|03/2015 – 03/2016"
    "|24.12.2026 - 02.01.2027|2010-2014|2014-2010|2019-2019"
    "|08.00-12.00 14.00-18.00|20261125 1730|1998 1999 2000 2001|0900-1730 0900-1300",
    "coordinate": "40.7127 -74.0059",
    "IP address": "5.207.234.118",
    "range of codes": "48093 - 48097|02108 - 02266",
    "sizes or models": "500/600/1200",
    "file number": "030/41827/36",
    "pages of a list": "1 2 3 4 5 6 7 8 9 10|1 5 2 4 4 3 8",
    "figures in a row": "20 25 30 35 40|04 12 18 23 35 41|550 600 700 800 900 1000",
    "version": "10.0.19045.4170",
    "bank account": "418273906/0300|19-418273906/0300|210-0381827-44|200-2841827364040-80"
    "|70 0172 0110 0050 1103 5043 853",
    "bare digits that no word calls a number": "4182736455",
    "more digits than a number has": "212 555 0143 7766|212-555-0143-7766",
}


@pytest.mark.parametrize(
    ("reason", "raw"), [(reason, raw) for reason, some in LOOKS_ALIKE.items() for raw in some.split("|")]
)
def test_what_looks_like_a_number(reason, raw):
    found = refusals(f"<p>Open {raw} today</p>")
    assert numbers(f"<p>Open {raw} today</p>") == []
    assert reason in found.values(), found


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Order no. 202-555-0143", "named by the word 'order'"),
        ("CVR-nr. 40 33 22 27", "named by the word 'cvr-nr'"),
        ("CVR-nr. 40332227 / 0", "named by the word 'cvr-nr'"),
        ("$202-555-0143", "sign before it"),
        ("202-555-0143-778", "more digits than a number has"),
        ("202-555-0143,5", "part of a longer number"),
        ("202 555 0143%", "amount"),
        ("CHF 614 182 736", "amount"),
        ("Rp 812.341.827", "amount"),
        ("614 182 736 users", "amount"),
        ("Size: 202-555-0143 grams", "amount"),
        ("Total = 202-555-0143", "sign before it"),
        ("R&202-555-0143", "sign before it"),
        ("Acme # 202-555-0143", "sign before it"),
        ("Phone from $202-555-0143", "sign before it"),
        ("X202-555-0143", "part of a code"),
        ("Acme 14,202-555-0143", "part of a code"),
        ("item/202-555-0143", "part of a code"),
        ("202-555-0143B2", "part of a code"),
        ("Canopy 7.02.555.0143", "valid in no country"),
        ("2026-11-25 10 0000", "date or time"),
    ],
)
def test_what_stands_around_a_number_speaks_against_it(body, reason):
    assert numbers(f"<p>{body}</p>") == []
    assert any(told.startswith(reason) for told in refusals(f"<p>{body}</p>").values()), refusals(
        f"<p>{body}</p>"
    )


@pytest.mark.parametrize(("behind", "extension"), [("803", "803"), ("38", ""), ("83", "83")])
def test_the_last_digits_of_a_second_number_are_no_extension(behind, extension):
    (contact,) = read(f"<p>電話 2418 2736-{behind}</p>", url="https://kiln.hk/")[0].phones
    assert (contact.value, contact.extension) == ("+85224182736", extension)


def test_signs_before_a_figure():
    for sign in "#№&%*<=@^~≈±×£¥₩€₹₺₽$":
        assert refusals(f"<p>Acme {sign}202-555-0143</p>") == {"202-555-0143": "sign before it"}, sign


@pytest.mark.parametrize("body", ["IronVault 312 NAS UNIT", "Highway 401 CAR SALE", "Model 800-ABCD-EFG"])
def test_capitals_behind_a_model_s_number_are_words(body):
    assert numbers(f"<p>{body}</p>") == []


def test_a_word_behind_a_model_s_number_is_no_vanity_number():
    assert numbers("<p>Acme Brutale 800 Dragster and 800 Charger, 800 DRAGSTER</p>") == []
    assert numbers("<p>Call 800 Flowers or 1 800 Dragster</p>") == ["+18003569377", "+18003724783"]


@pytest.mark.parametrize(
    "body",
    [
        "Model X800-FLOWERS",
        "12.800-FLOWERS",
        "(see 800) FLOWERS",
        "Call 800-GO-BIG",
    ],
)
def test_letters_behind_digits_that_are_no_vanity_number(body):
    assert numbers(f"<p>{body}</p>") == []


@pytest.mark.parametrize("written", ["800-55B-1234", "212-Flowers"])
def test_too_few_letters_or_no_toll_free_code(written):
    assert numbers(f"<p>Call 1-800-FLOWERS or see {written}</p>") == ["+18003569377"]


@pytest.mark.parametrize(
    "written",
    [
        *(f"{code} FLOWERS" for code in (833, 844, 855, 866, 877, 888)),
        "(800) Flowers",
        "800-Flowers",
        "1-800 Flowers",
        "1.800 Flowers",
        "1.800.FLOWERS",
        "online,800-FLOWERS",
    ],
)
def test_vanity_numbers_without_a_word(written):
    code = "".join(filter(str.isdigit, written))[-3:]
    assert numbers(f"<p>Acme {written}</p>") == [f"+1{code}3569377"]


@pytest.mark.parametrize(
    "body", ["Earrings(3,833)<br>Chandelier Earrings", "Bowls 12,833) Chandelier", "2.800 Flowers"]
)
def test_a_count_before_a_word_is_no_vanity_number(body):
    assert numbers(f"<p>{body}</p>") == []


def test_a_figure_behind_a_date_is_no_number():
    body = "<p>Montevideo, Uruguay</p><p>Sep 15, <b>2014</b> <b>2924</b></p>"
    assert numbers(body) == []
    assert numbers(body.replace("Sep 15,", "Tel ")) == ["+59820142924"]


RTL = {"lang": "fa", "url": "https://golha.ir/"}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("تلفن: 62418273 - 021", "+982162418273"),
        ("فکس: 88418273-021", "+982188418273"),
        ("هاتف: 2736 418 11 963+", "+963114182736"),
        ("هاتف: 5654182 6 00962", "+96265654182"),
        ("هاتف: 5418273 79 00962", "+962795418273"),
        ("تلفن: 2418 273 11 966+", "+966112732418"),
        ("هاتف: 5654182(9626+)", "+96265654182"),
        ("هاتف: 5654182 (009626)", "+96265654182"),
        ("جوال: 0551827364 (+966)", "+966551827364"),
        ("هاتف 021 4182 2736+", "+982141822736"),  # the plus is a stray one: 2736 is no code
    ],
)
def test_an_area_code_or_a_country_s_code_comes_last_in_text_from_right_to_left(body, value):
    assert numbers(f"<p>{body}</p>", **RTL) == [value]
    assert numbers(f"<p>{body}</p>", lang="en") == []


def test_a_code_behind_a_number_that_has_one_is_a_part_of_it():
    assert numbers("<p>هاتف: +966 11 418 27 49+</p>", **RTL) == ["+966114182749"]


@pytest.mark.parametrize("written", ["41827 - 021234", "09861443 - 091"])
def test_an_area_code_behind_a_number_is_short_and_the_only_one(written):
    assert numbers(f"<p>تلفن: {written}</p>", **RTL) == []


def test_a_number_of_a_former_plan_has_its_area_code_before_it():
    body = "<p>تلفن: 42418-021</p><p>فکس: 88172736-021</p>"  # the first looks like a Brazilian postcode
    assert numbers(body, lang="fa", url="https://golha.net/") == ["+982188172736"]


def test_a_number_of_a_house_is_no_phone_number():
    body = "<p>26/F, The Acorn Office Building, 10/190-193 Soi 13, Bangkok 10110, Thailand</p>"
    assert numbers(body) == []
    assert numbers(body.replace("10/190-193 Soi 13", "Tel 02-418-2736")) == ["+6624182736"]


WRITTEN = "+33 6 41 82 73 56"
CALL = f'<a href="tel:+33641827356">{WRITTEN}</a>'
CHAT = '<a href="https://wa.me/33641827356">{}</a>'
ICON = CHAT.format('<img src="w.svg" alt="">')
MENDED = "<p>We mend sails, ropes and nets of all kinds, also in winter, in our loft at the harbour.</p>"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"Write: {CHAT.format(WRITTEN)}", "whatsapp"),
        (f"Phone: {CHAT.format(WRITTEN)}", "phone"),
        (f"Write: {CHAT.format(WRITTEN)}<p>or ring {WRITTEN}</p>", "phone"),
        (f"Write: {CHAT.format(WRITTEN)}{MENDED}<p>{WRITTEN}</p>", "phone"),
        (f"{WRITTEN} {CHAT.format('WhatsApp')}", "phone"),
        (f"{WRITTEN} {ICON}", "phone"),
        (f"{CHAT.format('WhatsApp')} {CALL}", "phone"),
        (f"{CALL} {CHAT.format('WhatsApp')}", "phone"),
        ('<a href="https://api.whatsapp.com/send?phone=33641827356">chat</a>', "whatsapp"),
        (f"Tél {WRITTEN}, Fax {WRITTEN}", "phone"),
        (f"Fax {WRITTEN}{MENDED}<p>{WRITTEN}</p>", "fax"),
        (f"Fax {CALL}", "fax"),
        (f"{CHAT.format('WhatsApp')}{MENDED}<p>Fax {WRITTEN}</p>", "whatsapp"),
        (f"WhatsApp {WRITTEN} (fax)", "whatsapp"),
    ],
)
def test_the_kind_of_a_number_that_a_page_holds_twice(body, kind):
    """A number that stands only in its WhatsApp link is of WhatsApp."""
    assert kinds(f"<p>{body}</p>") == {"+33641827356": kind}


@pytest.mark.parametrize(
    ("href", "number"),
    [
        ("https://wa.me/33641827356", "+33641827356"),
        ("https://wa.me/+33641827356?text=hello", "+33641827356"),
        ("https://api.whatsapp.com/send?phone=33641827356&text=hi", "+33641827356"),
        ("https://api.whatsapp.com/send/?phone=%2B33641827356", "+33641827356"),
        ("https://web.whatsapp.com/send?phone=33641827356", "+33641827356"),
        ("https://www.whatsapp.com/send?phone=33641827356", "+33641827356"),
        ("https://whatsapp.com/send?phone=33641827356", "+33641827356"),
        ("whatsapp://send?phone=0033641827356", "+33641827356"),
        ("https://wa.me/?text=read", ""),
        ("https://api.whatsapp.com/send?text=read", ""),
        ("https://wa.me.example.com/33641827356", ""),
    ],
)
def test_whatsapp_links(href, number):
    assert whatsapp_number(href) == number


def test_whatsapp_links_in_capitals():
    links = ("https://WA.me/33641827356", "https://api.WhatsApp.com/send?phone=33641827357")
    body = "".join(f'<a href="{link}">chat</a>' for link in links)
    assert kinds(body) == {"+33641827356": "whatsapp", "+33641827357": "whatsapp"}


def kinds(body, **page):
    return {contact.value: contact.kind for contact in read(body, **page)[0].phones}


def test_kinds():
    body = (
        "<p>T 813-555-0182 | F 813-555-0183</p><p>📞 813-555-0184 📠 813-555-0185</p>"
        "<p>Tel/Fax: 813-555-0186</p>"
        '<p>813-555-0187 (fax)</p><p>WhatsApp: 813-555-0188</p><a href="fax:813-555-0189">x</a>'
        '<a href="https://wa.me/18135550182">chat</a>'
    )
    last = {value[-1]: kind for value, kind in kinds(body).items()}
    assert last == {
        "2": "phone", "3": "fax", "4": "phone", "5": "fax",
        "6": "phone", "7": "fax", "8": "whatsapp", "9": "fax",
    }  # fmt: skip


def test_phones_come_before_whatsapp_and_faxes():
    body = '<p>Fax 813-555-0183</p><a href="https://wa.me/33641827356">x</a><p>Tel 813-555-0182</p>'
    assert list(kinds(body).values()) == ["phone", "whatsapp", "fax"]


def test_a_contact_tells_its_line():
    contact, *_ = read("<p>Call 1-800-555-0199 ext. 12</p>")[0].phones
    assert (contact.line_type, contact.extension) == ("toll_free", "12")


@pytest.mark.parametrize(
    "words",
    [
        "ext. 27",
        ". Ext.: 27",
        "x27",
        "Durchwahl 27",
        "poste 27",
        "доб. 27",
        "内線27",
        "#27 ext 27",
        "ext: 27/28",
        "/ Anexo 27",
        "loc. 27",
        "Local: 27",
        "ต่อ 27",
        "máy lẻ 27",
        "שלוחה 27",
    ],
)
def test_extensions(words):
    contact, *_ = read(f"<p>Phone (202) 555-0143 {words}</p>")[0].phones
    assert contact.extension == ("27" if not words.startswith("#") else "")


def test_a_normal_scan_writes_no_reasons_and_finds_the_same():
    from domains.scan.extract import extract

    body = b"<p>Tel (202) 555-0143, order no. 202-555-0144</p>"
    assert [one.value for one in extract(body, url="https://x.com/").phones] == numbers(body.decode())


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Quito - Ecuador<br>0984035418", ["+593984035418"]),
        ("Cebu City, Philippines<br>📲 09171105618", ["+639171105618"]),
        ("Quito - Ecuador<br>Factura 0984035418", []),  # a word stands beside it
        ("Quito - Ecuador<br>No. de cuenta:<br>0984035418", []),
        ("0984035418<br>Quito - Ecuador", ["+593984035418"]),
        ("Quito - Ecuador<br>Caja 0984035418", []),
        ("Quito - Ecuador<br>984035418", []),
        ("Berlin, Germany<br>03041827", []),
        ("Vienna, Austria<br>0151418273655", []),  # an article's number has thirteen digits
        ("Quito - Ecuador<br>004533418273", []),
        ("Quito - Ecuador<br>★★★★★★★★★★ 0984035418 ★★★★★★★★★★", ["+593984035418"]),
        (f"Quito - Ecuador<br>{'★' * 60} 0984035418", []),
        ("Berlin, Germany<br>015141827365", ["+4915141827365"]),
        ("0984035418" + "<p>x</p>" * 20 + "Quito - Ecuador", []),  # nothing near says where it belongs
    ],
)
def test_bare_digits_alone_on_a_line_of_an_address(body, found):
    assert numbers(body) == found
