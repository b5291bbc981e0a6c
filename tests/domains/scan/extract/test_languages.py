"""The language that a page is written in, beside the one that it declares."""

from __future__ import annotations

import pytest

from domains.scan.extract import languages
from domains.scan.extract.document import read
from tests.domains.scan.extract.pages import page

TEXTS = {
    "uk": "Виробник тротуарної плитки, її доставка по всій області щодня. Також є самовивіз зі складу.",
    "ru": "Мы каждый день печём свежий хлеб и привозим его по всему городу ещё до завтрака.",
    "bg": "Предлагаме розово масло и козметика от България. Свържете се с нас за повече информация.",
    "be": "Наша майстэрня робіць мэблю з дуба ўжо дваццаць гадоў. Тэлефануйце нам у любы час.",
    "sr": "Наша радионица прави намештај од храстовине. Позовите нас за више обавештења и љубазан савет.",
    "mk": "Нашата работилница прави мебел. Ѓорѓи и неговата ќерка ќе ве пречекаат секој ден.",
    "kk": "Біздің шеберхана отыз жыл бойы емен ағашынан жиһаз жасайды. Бізге қоңырау шалыңыз.",
    "ur": "ہماری ورکشاپ تیس سال سے بلوط کی لکڑی کا فرنیچر بناتی ہے۔ قیمت کے لیے ہمیں فون کریں۔",
    "hr": "Naša stolarija već trideset godina izrađuje stolove po mjeri. Nazovite nas kako biste saznali više o cijeni.",  # noqa: E501
    "el": "Το εργαστήριό μας φτιάχνει έπιπλα από δρυ. Καλέστε μας για μια προσφορά.",
    "he": "הסדנה שלנו מייצרת רהיטים מעץ אלון. התקשרו אלינו להצעת מחיר.",
    "ar": "ورشتنا تصنع الأثاث من خشب البلوط. اتصل بنا للحصول على عرض سعر.",
    "fa": "کارگاه ما مبلمان چوب بلوط می‌سازد. برای گرفتن قیمت با ما تماس بگیرید.",
    "ja": "私たちの工房はオーク材の家具を作っています。お気軽にお問い合わせください。",
    "zh": "我们的工厂生产橡木家具，每天为客户送货上门。请联系我们获取报价。",
    "ko": "저희 공방은 참나무 가구를 만듭니다. 견적이 필요하시면 문의해 주세요.",
    "th": "โรงงานของเราผลิตเฟอร์นิเจอร์ไม้โอ๊ค โทรหาเราเพื่อขอใบเสนอราคา",
    "de": "Unsere Werkstatt baut seit dreißig Jahren Möbel aus Eiche. Rufen Sie uns an, wir beraten Sie gern.",  # noqa: E501
    "fr": "Notre atelier fabrique des meubles en chêne depuis trente ans. Appelez-nous pour un devis gratuit.",  # noqa: E501
    "es": "Nuestro taller fabrica muebles de roble desde hace treinta años. Llámenos para pedir presupuesto.",
    "it": "La nostra officina produce mobili in rovere da trent'anni. Chiamateci per un preventivo gratuito.",
    "pt": "A nossa oficina faz móveis de carvalho há trinta anos. Ligue-nos para pedir um orçamento grátis.",
    "nl": "Onze werkplaats maakt al dertig jaar meubels van eikenhout. Bel ons voor een vrijblijvende offerte.",  # noqa: E501
    "pl": "Nasza stolarnia od trzydziestu lat robi meble z dębu. Zadzwoń do nas, a przygotujemy wycenę.",
    "cs": "Naše dílna už třicet let vyrábí nábytek z dubového dřeva. Zavolejte nám, připravíme nabídku.",
    "hu": "Műhelyünk harminc éve készít bútorokat tölgyfából. Hívjon minket, és adunk egy árajánlatot.",
    "ro": "Atelierul nostru face mobilă din stejar de treizeci de ani. Sunați-ne pentru o ofertă de preț.",
    "tr": "Atölyemiz otuz yıldır meşe ağacından mobilya yapıyor. Teklif almak için bizi hemen arayın.",
    "sv": "Vår verkstad har gjort möbler av ek i trettio år. Ring oss så ger vi dig gärna en offert.",
    "fi": "Verstaamme on valmistanut huonekaluja tammesta jo kolmekymmentä vuotta. Soita meille ja kysy.",
    "vi": "Xưởng của chúng tôi làm đồ nội thất bằng gỗ sồi đã ba mươi năm. Hãy gọi cho chúng tôi nhé.",
    "is": "Verkstæðið okkar hefur smíðað húsgögn úr eik í þrjátíu ár. Hringið í okkur og við sendum tilboð.",
    "sq": "Punishtja jonë bën mobilje prej lisi për tridhjetë vjet. Na telefononi dhe ne ju dërgojmë një ofertë.",  # noqa: E501
    "eu": "Gure tailerrak haritzezko altzariak egiten ditu eta etxera eramaten ditugu. Deitu eta egingo dugu.",  # noqa: E501
    "cy": "Mae ein gweithdy wedi gwneud dodrefn derw ers deng mlynedd ar hugain. Ffoniwch ni yn y bore hefyd.",  # noqa: E501
    "ga": "Tá ár gceardlann ag déanamh troscán darach le tríocha bliain agus cuirfimid luachan chugat gach lá.",  # noqa: E501
    "sw": "Karakana yetu imetengeneza samani za mwaloni kwa miaka thelathini. Tupigie simu na tutakupa bei ya kazi.",  # noqa: E501
    "tl": "Ang aming pagawaan ay gumagawa ng mga muwebles sa loob ng tatlumpung taon. Tumawag kayo sa amin.",
    "gu": "અમારી વર્કશોપ ત્રીસ વર્ષથી ઓકના લાકડાનું ફર્નિચર બનાવે છે.",
    "my": "ကျွန်ုပ်တို့၏ အလုပ်ရုံသည် ပရိဘောဂများ ပြုလုပ်သည်။",
    "am": "አውደ ጥናታችን ለሠላሳ ዓመታት የኦክ የቤት ዕቃዎችን ሠርቷል። ይደውሉልን።",
    "si": "අපගේ වැඩපොළ වසර තිහක් තිස්සේ ගෘහ භාණ්ඩ සාදයි.",
    "mn": "Манай цех гучин жил царс модоор тавилга хийж байна. Өдөр бүр үнийн санал өгнө.",
    "ky": "Биздин устакана отуз жылдан бери өз эмеректерин жасайт. Күн сайын жаңы үлгүлөр, көрүүгө келиңиз.",
    "uz": "Устахонамиз ўттиз йилдан бери эман ёғочидан мебель ясайди. Бизга қўнғироқ қилинг, нархини айтамиз.",  # noqa: E501
    "tg": "Коргоҳи мо сӣ сол боз аз булут мебел месозад. Ба мо занг занед, мо нархро мегӯем.",
    "en": "Our workshop has made furniture of oak for thirty years. Call us and we will send you a quote.",
}
MENU = "<nav><a href='/s'>Services</a> <a href='/n'>News</a></nav><footer>All rights reserved.</footer>"


def find(text: str, declared: str = "", menu: str = MENU) -> languages.Language:
    attribute = f' lang="{declared}"' if declared else ""
    html = f"<!doctype html><html{attribute}><body><p>{text}</p>{menu}</body></html>"
    return languages.find(read(html.encode(), "https://workshop.example/", {}))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("mk", "Добредојдовте во нашата пекара. Свеж леб секој ден, колачи и кафе. Ве чекаме од осум часот."),
        ("sr", "Добро дошли у нашу пекару. Свеж хлеб сваког дана, колачи и кафа. Чекамо вас од осам ујутру."),
    ],
)
def test_common_words_decide_where_the_letters_do_not(language, text):
    assert find(text, "en").tag == language


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("jp", "ja"),
        ("cz-CZ", "cs-cz"),
        ("ua", "uk"),
        ("pt_BR.UTF-8", "pt-br"),
        ("en-US; q=1", "en-us"),
        ("uk", "uk"),
        ("br", "br"),
        ("{{ lang }}", ""),
    ],
)
def test_codes_of_countries_and_locales_that_are_declared_as_languages(declared: str, language: str) -> None:
    assert page(lang=declared).language == language


def test_the_body_may_declare_the_language() -> None:
    assert page('</body><body lang="fi">', lang="").language == "fi"


def test_auxiliary_verbs_tell_basque() -> None:
    text = (
        "Ongi etorri gure tailerrera. Mota guztietako bizikletak konpontzen ditugu eta pozik lagunduko "
        "dizugu eredu berri bat aukeratzen. Zatoz gurera, aste osoan irekita gaude."
    )
    assert find(text, "en").tag == "eu"


@pytest.mark.parametrize("language", TEXTS)
def test_a_page_that_declares_none_or_its_themes_english_is_what_it_is_written_in(language: str) -> None:
    assert find(TEXTS[language]).tag == language
    told = find(TEXTS[language], "en-US")
    assert told.tag == (language if language != "en" else "en-us")
    assert (told.declared, told.found) == ("en-us", language)


def test_kana_is_japanese_whatever_is_declared() -> None:
    assert find(TEXTS["ja"], "zh").tag == "ja"


def test_latin_addresses_do_not_decide_the_language_of_another_script() -> None:
    text = "电话：0371-86418273 传真：0371-86418274 手机：13841827365 邮箱：acornlarch@acorn-larch.com"
    assert find(text, "zh-CN", menu="").tag == "zh-cn"


def test_an_english_name_does_not_make_a_text_in_another_script_english() -> None:
    profile = "会社概要<br>会社名 THE STONE 株式会社<br>代表者 石山 石男<br>設立 1914年1月4日"
    assert find(profile, "ja", menu="").tag == "ja"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Domů, Naše projekty, Akce, Optátova 37, Brno. Všechna práva vyhrazena!", "cs"),
        ("Naše projekty, Akcie, Kontakt, Stĺpová 37, Nitra. Všetky práva vyhradené!", "sk"),
    ],
)
def test_letters_that_only_one_of_its_neighbours_has_tell_a_short_text(text: str, language: str) -> None:
    assert find(text, menu="").found == language


def test_what_is_declared_stands_if_its_letters_are_those_of_several_languages() -> None:
    html = "<html lang=mk><p>ул. Петар Манџуков бр. 191, 1000 Скопје, Стопанска Банка АД Скопје</p>"
    assert languages.find(read(html.encode(), "https://acme.com/", {})).tag == "mk"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Predajňa na Dvořákovej ulici. Hračky pre deti a darčeky pre celú rodinu. Príďte do Nitry.", "sk"),
        ("Spolupracujeme s firmou Ľubomír Kováč. Vybíráme pro vás hračky a dárky na každou oslavu.", "cs"),
        ("Lesene igrače za otroke in darila za vso družino. Obiščite nas v Łódźu, na ulici Prosta.", "sl"),
    ],
)
def test_a_name_with_letters_of_another_language_does_not_tell_the_language(text: str, language: str) -> None:
    assert find(text, menu="").found == language


def test_letters_of_several_languages_rule_out_the_others() -> None:
    text = "тел. 707 37 11, моб. 094 920 77 11, Товариська 56, м. Запоріжжя"  # "і" is Belarusian, too
    assert languages.find(read(f"<p>{text}</p>".encode(), "https://acme.com/", {})).found == "uk"


def test_commas_and_full_stops_are_no_part_of_a_word() -> None:
    text = "Huonekaluja tilauksesta, tammesta, koivusta ja. Soita meille, me autamme, kun voit."
    assert find(text, "en").tag == "fi"


@pytest.mark.parametrize("language", TEXTS)
def test_a_right_declaration_stands_with_its_region(language: str) -> None:
    assert find(TEXTS[language], f"{language}-XX").tag == f"{language}-xx"


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("nb", "Vores værksted laver møbler af egetræ, og du kan ringe til os for at få et tilbud."),
        ("gl", TEXTS["es"]),
        ("bs", "Naša radionica izrađuje namještaj od hrastovine, nazovite nas i pošaljite upit za ponudu."),
        ("sk", TEXTS["cs"]),
        (
            "en",
            "Pots, bowls, mugs. Wood-fired stoneware. Studio visits welcome, Monday to Friday, the whole year.",  # noqa: E501
        ),
        ("fr", "Milk and eggs from our farm"),
        ("de", "Team Shop Blog News Kontakt"),
    ],
)
def test_a_neighbours_language_or_a_short_text_does_not_outweigh_what_is_declared(
    declared: str, text: str
) -> None:
    assert find(text, declared).tag == declared


def test_a_long_text_in_another_language_does() -> None:
    assert find(" ".join([TEXTS["en"]] * 4), "de").tag == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Izrađujemo namještaj po mjeri za vaš dom. Nazovite nas za cijene i uvjete dostave.", "hr"),
        ("Izrađujemo namještaj po mjeri za vašu kancelariju. Pozovite nas za cijene i uslove.", "bs"),
        ("Izrađujemo nameštaj po meri za vaš dom. Pozovite nas za cene i uslove isporuke.", "sr"),
        ("Prodavnica auto delova sa iskustvom. Radno vreme od 7 do 20, nedeljom ne radimo.", "sr"),
        ("Zakažite merenje, izlazak na teren se ne naplaćuje. Smeštaj za radnike nije problem.", "sr"),
        ("Zakažite mjerenje, izlazak na teren se ne naplaćuje. Smještaj za radnike nije problem.", "bs"),
        ("Dogovorite mjerenje, izlazak na teren se ne naplaćuje. Smještaj za radnike nije problem.", "hr"),
        ("Naša radionica na moru nudi stolove i stolice. Javite nam se telefonom ili poštom.", "hr"),
    ],
)
def test_croatian_bosnian_and_serbian_in_latin_letters(text: str, language: str) -> None:
    assert find(text, menu="").tag == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Vi har dessverre stor pågang nå, så henvendelser tar ekstra tid. Ring oss så snakker vi om det.",
            "nb",
        ),
        (
            "Vi har desværre travlt nu, så henvendelser tager længere tid. Ring til os, så taler vi om det.",
            "da",
        ),
        ("Vi har tyvärr mycket att göra nu, så svar tar extra tid. Ring oss så pratar vi om det.", "sv"),
    ],
)
def test_norwegian_danish_and_swedish(text: str, language: str) -> None:
    assert find(text, menu="").tag == language


def test_romanian_is_often_written_without_its_marks() -> None:
    text = "Termeni si conditii. Informatii privind livrarea in toata tara. Protectia datelor. Urmareste-ne!"
    assert find(text, menu="").tag == "ro"


def test_turkish_has_few_short_words_that_are_common() -> None:
    text = "Siparişleriniz yönetici tarafından onaylanmış olup atölyemizde hazırlanmaya başlanmıştır."
    assert find(text, menu="").tag == "tr"


def test_little_text_tells_nothing() -> None:
    assert find("Hello", menu="") == languages.Language()
    assert find("こんにちは", "en", menu="").tag == "en"


def test_neighbours_with_equal_shares_are_told_in_a_fixed_order() -> None:
    """Two runs must not differ: the order of a set depends on the process."""
    address = "Azulejos da Ria, Largo Feira 4, Faro, Portugal, Phone, Fax"
    assert find(address, menu="").found == "pt"


@pytest.mark.parametrize(
    ("attribute", "head", "headers", "tag"),
    [
        ("xml:lang=de_CH", "", {}, "de-ch"),
        ("", "<meta http-equiv=content-language content='de-AT, en'>", {}, "de-at"),
        ("", "", {"content-language": "fr"}, "fr"),
        ("", "<meta property=og:locale content=it_IT>", {}, "it-it"),
        ("", "<meta name=dc.language content=es>", {}, "es"),
        ("lang='German!'", "", {}, ""),
    ],
)
def test_where_a_language_is_declared(attribute: str, head: str, headers: dict[str, str], tag: str) -> None:
    html = f"<!doctype html><html {attribute}><head>{head}</head><body><p>Brot</p></body></html>"
    assert languages.find(read(html.encode(), "https://workshop.example/", headers)).tag == tag


@pytest.mark.parametrize(
    ("declared", "written", "times", "language"),
    [
        pytest.param("de", "fr", 4, "fr", id="long-text-in-another-language"),
        pytest.param("de", "fr", 1, "de", id="short-text-in-another-language"),
        pytest.param("de", "en", 1, "de", id="short-text-in-english"),
        pytest.param("uk", "ru", 2, "ru", id="letters-of-the-neighbours"),
        pytest.param("ru", "uk", 2, "uk", id="letters-that-the-declared-one-has-not"),
        pytest.param("ru", "en", 4, "en", id="another-script"),
        pytest.param("zh", "ko", 2, "ko", id="another-script-of-few-letters"),
    ],
)
def test_what_a_text_is_written_in_against_what_is_declared(
    declared: str, written: str, times: int, language: str
) -> None:
    assert find(" ".join([TEXTS[written]] * times), declared, menu="").tag == language


def test_sentences_count_and_not_the_menu_above_them() -> None:
    menu = "".join(f"<li>{word}</li>" for word in ("Home", "Our shop", "Contact us", "About us now", "Terms"))
    assert find(f"<ul>{menu}</ul>{TEXTS['de']}", menu="").found == "de"


def test_words_of_one_language_among_letters_of_another_script_do_not_decide() -> None:
    assert find(f"{TEXTS['ru']} Acme Tools Drill Store Best Price", "en", menu="").tag == "ru"


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        pytest.param("en", TEXTS["zh"] + "優の良品", "zh", id="one-letter-of-another-script-in-a-name"),
        pytest.param("gl", " ".join([TEXTS["es"]] * 4), "gl", id="neighbour-of-what-it-looks-like"),
        pytest.param("de", "Acme Drill Store Best Price Order " * 12, "de", id="names-of-goods"),
        pytest.param("ar", TEXTS["fa"], "fa", id="letters-that-the-declared-one-has-not"),
        pytest.param("en", "Meie töökoda teeb mööblit tammest", "en", id="few-words"),
        pytest.param("en", "Die Werkstatt und der Laden.", "en", id="few-words-of-a-known-language"),
        pytest.param(
            "en",
            f"{TEXTS['zh']}<br>Sign up for our newsletter today and get a voucher for your order of oak",
            "zh",
            id="sentence-in-english-below",
        ),
    ],
)
def test_which_text_outweighs_what_is_declared(declared: str, text: str, language: str) -> None:
    assert find(text, declared, menu="").tag == language


@pytest.mark.parametrize(
    ("text", "language"),
    [("Седалище: Сливен тел/факс", "bg"), ("Ресторан Охрид, рибја чорба", "mk")],
)
def test_a_short_text_with_letters_that_a_language_lacks(text: str, language: str) -> None:
    assert page(f"<p>{text}</p>", lang="").language == language
