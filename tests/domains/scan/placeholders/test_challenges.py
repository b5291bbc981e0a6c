"""Checks for robots are told from what they look like: pages with a form, a shop that sells keys."""

import time

import pytest

from domains.scan.placeholders import placeholder_of_error
from domains.scan.placeholders.challenge_words import known
from domains.scan.placeholders.patterns import marks
from domains.scan.report import ErrorKind
from tests.domains.scan.placeholders.pages import HOST, contents, page, seen

SCRIPTS = {
    "Cloudflare": '<script>window._cf_chl_opt={cType:"managed"}</script>',
    "Akamai": '<div id="sec-if-cpt-container"></div><script src="/_sec/cp_challenge/ak-3.js"></script>',
    "DataDome": '<script src="https://ct.captcha-delivery.com/i.js"></script>',
    "HUMAN (PerimeterX)": '<script>window._pxAppId="PX1";</script><div id="px-captcha"></div>',
    "Imperva": '<iframe src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=5-1">Incapsula incident ID: 1</iframe>',
    "Sucuri": "<script>sucuri_cloudproxy_js='';S='dmFy';</script>",
    "AWS WAF": '<script>window.gokuProps = {"key":"AQ"};</script><div id="challenge-container"></div>',
    "DDoS-Guard": '<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>',
    "StackPath": '<script src="/sbbi/?sbbpg=sbbShell"></script>',
    "Kasada": "<script>window.KPSDK={};KPSDK.now=Date.now;</script>",
    "SiteGround": '<meta http-equiv="refresh" content="0;/.well-known/captcha/?r=%2F">',
    "Vercel": "<p>Vercel Security Checkpoint</p>",
    "Radware": '<script>location="https://validate.perfdrive.com/?ssa=1"</script>',
    "Imunify360": '<script>document.cookie="wsidchk=1"</script>',
    "LiteSpeed": '<form action="/.lsrecap/recaptcha?" method="post"></form>',
    "Hostinger": '<script src="/hcdn-cgi/jschallenge?id=1"></script>',
    "Anubis": '<script id="anubis_challenge" type="application/json">{}</script>',
    "Alibaba Cloud": "<script>var arg1='1F';setCookie('acw_sc__v2', x);</script>",
    "AES cookie check": '<script>document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b))</script>',
}


@pytest.mark.parametrize("guard", SCRIPTS)
@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_guards_check_is_known_by_its_scripts(guard, status):
    found = seen(page(HOST, SCRIPTS[guard]), status=status)
    assert (found.kind, found.by) == (ErrorKind.CHALLENGE, guard)


@pytest.mark.parametrize(
    ("headers", "status", "guard"),
    [
        ({"cf-mitigated": "challenge"}, 403, "Cloudflare"),
        ({"cf-mitigated": "challenge"}, 200, "Cloudflare"),
        ({"sg-captcha": "challenge"}, 202, "SiteGround"),
        ({"x-amzn-waf-action": "challenge"}, 202, "AWS WAF"),
        ({"x-amzn-waf-action": "captcha"}, 405, "AWS WAF"),
        ({"x-vercel-mitigated": "challenge"}, 429, "Vercel"),
        ({"server": "DataDome"}, 403, "DataDome"),
        ({"server": "AkamaiGHost"}, 403, "Akamai"),
        ({"x-kpsdk-ct": "0k"}, 429, "Kasada"),
        ({"server": "QRATOR"}, 403, "Qrator"),
        ({"server": "imunify360-webshield/1.18"}, 415, "Imunify360"),
    ],
)
def test_a_guards_check_is_known_by_its_header(headers, status, guard):
    assert seen("", headers, status).by == guard


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Checking your browser…", "Please wait a few seconds."),
        (
            "One moment, please...",
            "Please wait while your request is being verified... verifying you are human",
        ),
        ("Bot verification", "Verifying that you are not a robot..."),
        ("", "Checking your browser before accessing the site."),
        (HOST, "Verify you are human by completing the action below."),
        ("Nur einen Moment…", "Bestätigen Sie, dass Sie ein Mensch sind."),
        ("Bitte warten", "Wir prüfen Ihren Browser. Ihr Browser wird gleich weitergeleitet."),
        ("Un instant…", "Vérification de la sécurité"),
        ("Veuillez patienter", "Vérifiez que vous êtes humain"),
        ("Un momento…", "Verifica que eres un ser humano"),
        ("Um momento…", "Verifique se você é humano"),
        ("Проверка браузера", "Подождите"),
        ("Подождите", "Проверяем, что вы не робот"),
        ("しばらくお待ちください", "ロボットではないことを確認しています"),
        ("请稍候", "正在进行安全验证，请完成安全验证"),
        ("Lütfen bekleyin", "Robot olmadığınızı doğrulayın"),
        ("One moment, please...", "Please wait while your request is being verified..."),
        ("Et øjeblik…", "Bekræft, at du er et menneske"),
        ("Só um momento…", "Confirme que você é humano"),
        ("Solo un momento…", "Verifica che tu sia un essere umano"),
        ("Chwileczkę…", "Sprawdzamy, czy jesteś człowiekiem"),
        ("Just a second...", "We are checking that you are a real visitor."),
        ("滑动验证页面", "请按住滑块，拖动到最右边"),
        ("アクセス確認", "ロボットによるアクセスでないことを確認しています"),
    ],
)
def test_a_check_of_unknown_make_is_known_by_its_words(title, text):
    found = seen(page(title, f"<h1>{HOST}</h1><p>{text}</p><noscript>Enable JavaScript.</noscript>"))
    assert found == seen(page(title, f"<p>{text}</p>"), status=403)
    assert found.kind is ErrorKind.CHALLENGE


def test_a_page_without_a_word_that_sets_a_cookie_and_loads_itself_again_is_a_check():
    script = "<script>document.cookie='ok=1;path=/';location.reload(true)</script>"
    assert seen(f"<html><body>{script}</body></html>").kind is ErrorKind.CHALLENGE


@pytest.mark.parametrize(
    ("html", "status"),
    [
        ("<script>document.cookie='ok=1';window.location.href=window.location.href;</script>", 200),
        (f"<title>{HOST}</title><script>document.cookie='ok=1';location.reload(true)</script>", 409),
        ("<script src='/_Incapsula_Resource?SWJIYLWA=5074a7,719d'></script>", 200),
        ("<title>x</title><script src='/_sec/cp_challenge/sec-cpt-4-0.js'></script>", 428),
        ("<script>document.cookie=('__jsl_clearance_s=1');location.href=location.pathname</script>", 521),
        ("<script>sucuri_cloudproxy_js=''</script>", 307),
        (page(HOST, "<p>Eén stap nog</p><form><div class='h-captcha'></div></form>"), 200),
        (page(HOST, "<form method=post><div class='h-captcha'></div></form>"), 200),
        (page(HOST, "<p>Vui lòng</p><form><div class='cf-turnstile'></div></form>"), 403),
        ('{"appId":"PX1","blockScript":"/a/captcha.js"}', 403),
        ("<title>Access denied</title><p>Your IP has been blocked by Sucuri</p>", 403),
    ],
)
def test_a_page_that_shows_nothing_but_a_check(html, status):
    found = (
        seen(html, status=status) if status >= 400 else placeholder_of_error(HOST, status, {}, html.encode())
    )
    assert found.kind is ErrorKind.CHALLENGE


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("", '<script src="/anti-bot/core.js"></script>'),
        (
            "Redirecting...",
            '<meta http-equiv="refresh" content="0; url=/challenge/verify?next=/"><p>Wait</p>',
        ),
        ("Moment", '<form method="post" action="/__verify-browser"><input type="hidden" name="t"></form>'),
        ("Please wait", '<meta http-equiv="refresh" content="3"><p>Please wait</p>'),
        ("Loading", "<p>Please wait</p><script>setTimeout(function(){location.reload()},900)</script>"),
        ("Please wait", "<p>Please wait…</p><script>document.cookie='k=1';location.reload()</script>"),
        (HOST, "<script>document.cookie='k=1';document.forms[0].submit()</script>"),
        ("Check", "<script>document.cookie='k=1;path=/';location.reload();</script>"),
        (HOST, "<p>Tarkistamme selaimesi.</p>"),
        (HOST, "<p>Przeglądarka jest sprawdzana</p>"),
        (HOST, "<p>เรากำลังตรวจสอบเบราว์เซอร์</p>"),
        ("", "<p>Vi kontrollerer nettleseren din</p>"),
        ("Are you a robot?", "<p>Are you 18 or a robot?</p><div class=g-recaptcha></div>"),
    ],
)
def test_a_check_of_unknown_make_is_known_by_what_it_does(title, body):
    assert seen(page(title, body)).kind is ErrorKind.CHALLENGE
    assert seen(page("Tidewater Loom", body)) is None


@pytest.mark.parametrize(
    "text",
    [
        "Your request was blocked by the firewall. Incident ID: 5f3a-9921",
        "Ihre Anfrage wurde blockiert. Referenz-ID: 8812ab34",
        "您的访问被阻断，请求ID是: 0a1b2c3d4e",
    ],
)
def test_a_firewalls_refusal_gives_the_incident_a_number(text):
    assert seen(page("Error", f"<p>{text}</p>"), status=403).kind is ErrorKind.CHALLENGE
    assert seen(page("Error", f"<p>{text.split('ID')[0]}</p>"), status=403) is None
    assert seen(page("Tidewater Loom", f"<p>{text}</p>")) is None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (HOST, '<h1>Rugs</h1><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
        (HOST, '<h1>Rugs</h1><script src="/wp-content/plugins/captcha/js/captcha.js"></script>'),
        (
            HOST,
            "<p>Over 18?</p><button>Yes</button>"
            "<script>function yes(){document.cookie='a=1';location.reload()}</script>",
        ),
        (HOST, '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'),
        ("Un instant", '<h1>Un instant</h1><p>Portraits et mariages.</p><a href="/galerie">Galerie</a>'),
        (
            "Loom",
            '<div id="app"></div><script>document.cookie="l=1";function again(){location.reload()}</script>',
        ),
        (HOST, "<p>We check every bottle.</p>"),
        (HOST, "<p>We check human resources.</p>"),
        (HOST, "<p>Cuidamos do ser humano.</p>"),
        (HOST, "<p>We need to verify that you are 21 or older.</p>"),
        (HOST, "<p>配線の接続を確認します。</p>"),
        (HOST, '<img src="/img/challenge.jpg"><p>Run with us in the Alps.</p>'),
        ("Loading", '<div id="app">Loading</div><script src="/js/recaptcha.js"></script>'),
        ("App", "<app-root></app-root><noscript>Please enable JavaScript to continue.</noscript>"),
        (HOST, '<meta http-equiv="refresh" content="60"><h1>Live</h1><p>The mayor speaks at noon.</p>'),
    ],
)
def test_what_ordinary_pages_do_is_no_check(title, body):
    assert seen(page(title, body)) is None


@pytest.mark.parametrize(
    "html",
    [
        page("Maintenance", "<p>Ticket id: 2024-11-26. Security system update.</p>"),
        page("Loading", '<meta http-equiv="refresh" content="5"><p>Please wait</p>'),
    ],
)
def test_a_server_that_is_out_of_order_is_no_check(html):
    assert seen(html, status=503) is None


def test_a_shop_that_only_leads_on_by_script_is_no_check():
    assert seen("<script>document.cookie='lang=en';location.href='/en/'</script>") is None


@pytest.mark.parametrize(
    "body",
    [
        '<form><input name="mail"><div class="g-recaptcha"></div>Verify that you are human</form>',
        '<form><div class="cf-turnstile"></div><button>Send</button></form>',
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
        '<script src="/_Incapsula_Resource?SWJIYLWA=719d"></script>',
        '<script src="https://js.datadome.co/tags.js"></script>',
        '<script src="https://client.px-cloud.net/PX1/main.min.js"></script>',
        '<script src="https://a1.token.awswaf.com/a1/challenge.js"></script>',
        "<p>Please wait for the next season: our looms rest until May.</p>",
        "<h1>Are you a robot fan?</h1><p>We sell robot toys and lamps.</p>",
        "<h1>Human verification of candidates</h1><p>Hire the right human.</p>",
        "<p>Security check of your locks at home, from 40 pounds.</p>",
        '<div id="challenge-form">Join our thirty-day weaving challenge</div>',
    ],
)
def test_what_guards_add_to_ordinary_pages_and_what_businesses_say_is_no_check(body):
    assert seen(page("Tidewater Loom", f"<h1>Hand-woven rugs</h1>{body}")) is None


@pytest.mark.parametrize(
    "html",
    [
        "",
        page("403 Forbidden", "<h1>Forbidden</h1><p>You don't have permission to access this resource.</p>"),
        page("Access denied", "<h1>Access denied</h1><p>Members only. Please sign in.</p>"),
        page("503 Service Unavailable", "<p>We are doing maintenance and will check back soon.</p>"),
    ],
)
@pytest.mark.parametrize(
    "headers", [{}, {"server": "cloudflare", "cf-ray": "8f1a-LHR"}, {"x-datadome": "protected"}]
)
def test_a_plain_refusal_is_none(html, headers):
    assert seen(html, headers, 403) is None


def test_an_article_about_checks_is_an_article():
    text = "<p>How a guard's script window._cf_chl_opt works, and what Just a moment... means.</p>" * 60
    assert seen(page("Just a moment: checks explained", text)) is None


def test_every_guard_has_a_name_and_patterns_that_compile():
    for one in contents("challenges.toml")["guard"]:
        assert one.keys() <= {"name", "headers", "hosts", "marks", "refusal", "refused"}
        for name in one.keys() & {"marks", "refusal"}:
            assert not marks(one[name]).search(b"plain words")
    assert known().headers


def test_every_list_of_words_is_used():
    words = known()
    for name in words.lists:
        assert not getattr(words, name).search("plain stones"), name


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize(
    ("url", "guard"),
    [
        ("https://validate.perfdrive.com/7c1/?ssa=9d-1&ssc=https%3A%2F%2Ftidewater-loom.com%2F", "Radware"),
        ("https://geo.captcha-delivery.com/captcha/?initialCid=A&hash=B", "DataDome"),
        ("https://loom.queue-it.net/?c=loom&t=https%3A%2F%2Ftidewater-loom.com", "Queue-it"),
        ("https://www.google.com/sorry/index?continue=https://tidewater-loom.com/", "Google"),
        ("https://www.google.co.uk/sorry/index?continue=https://tidewater-loom.com/", "Google"),
        ("https://tidewater-loom.com/showcaptcha?cc=1&mt=2", "Yandex SmartCaptcha"),
    ],
)
def test_a_guard_is_known_by_the_address_to_which_it_sends_visitors(url, guard, status):
    assert seen(page("Tidewater Loom", "<p>A moment</p>"), {}, status, url).by == guard


@pytest.mark.parametrize(
    "url",
    [
        f"https://gate.ShieldWall.net/Bot-Check?return=https://{HOST}/",
        f"https://gate.shieldwall.net/v2/captcha/?x=1&url=https%3A%2F%2F{HOST}%2F",
        "https://captcha.shieldwall.net/?back=aHR0cHM6Ly90aWRld2F0ZXItbG9vbS5jb20v",
        "https://ddos-guard.quarry-host.net/?r=http://tidewater-loom.com/",
        f"https://{HOST}/human-verification?next=%2F",
        f"https://{HOST}/security-check?return=/",
    ],
)
@pytest.mark.parametrize(
    "body", ["", "<h1>One more step</h1><p>Tick the box.</p><form><input type='checkbox'></form>"]
)
def test_a_check_of_unknown_make_is_known_by_its_address_and_that_of_the_way_back(url, body):
    assert seen(page("ShieldWall", body), url=url).kind is ErrorKind.CHALLENGE


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://www.captcha-works.net/", "<h1>We make captchas</h1>"),
        ("https://www.anti-bot.net/?lang=/de", "<h1>We keep robots away</h1>"),
        ("https://www.anti-bot.net/?ref=https://mill.net/", "<h1>We keep robots away</h1>"),
        ("https://www.anti-bot.net/bot-check", "<h1>We keep robots away</h1>"),
        ("https://loom.net/security-check?next=/", "<p>Locks and doors.</p><p>Call (503) 555-0114</p>"),
        ("https://id.loom.net/challenge?next=https://mill.net", "<input name='u'><input type='password'>"),
        ("https://age.loom.net/visitor-check?to=https://mill.net", "<p>Please verify your age</p>"),
        ("https://consent.loom.net/check?to=https://mill.net", "<p>We use cookies.</p>"),
        ("https://loom.net/?to=https://captcha.mill.net/captcha", "<h1>Rugs</h1>"),
        ("https://www.queue-it.com/", "<h1>Waiting rooms for shops</h1>"),
        ("https://www.google.com/search?q=sorry", "<h1>Results</h1>"),
    ],
)
def test_addresses_that_are_no_checks(url, body):
    assert seen(page("Tidewater Loom", body), url=url) is None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Just a moment", "<p>Are you 21 or older?</p><button>Yes</button><button>No</button>"),
        ("", "<p>Confirm you are human and over 18</p><button>Enter</button>"),
        (HOST, "<p>Verifying your age ...</p><script>document.cookie='age=1';location.reload()</script>"),
        ("Please wait", "<p>Checking your age. Are you 18?</p><button>Yes</button>"),
        ("Einen Moment bitte", "<p>Bestätigen Sie, dass Sie ein Mensch und volljährig sind.</p>"),
        ("Un instant", "<p>Confirmez que vous êtes un humain de plus de 18 ans.</p>"),
        ("Un momento", "<p>Confirma que eres un humano mayor de edad.</p>"),
        ("Un attimo", "<p>Conferma di essere un umano maggiorenne.</p>"),
        ("Um momento", "<p>Confirme que você não é um robô e é maior de idade.</p>"),
        ("Een moment", "<p>Bevestig dat u een mens bent van minstens 18 jaar.</p>"),
        ("Chwileczkę", "<p>Potwierdź, że jesteś człowiekiem i masz ukończone 18 lat.</p>"),
        ("Moment", "<p>Potvrďte, že nejste robot a je vám více než 18 let.</p>"),
        ("Egy pillanat", "<p>Erősítse meg, hogy nem robot, és elmúlt 18 éves.</p>"),
        ("Один момент", "<p>Подтвердите, что вы не робот и вам есть 18 лет.</p>"),
        ("Зачекайте", "<p>Підтвердьте, що ви людина і вам виповнилося 18 років.</p>"),
        ("Bir dakika", "<p>İnsan olduğunuzu ve 18 yaşından büyük olduğunuzu doğrulayın.</p>"),
        ("Vänta", "<p>Bekräfta att du är en människa och har fyllt 18.</p>"),
        ("お待ちください", "<p>あなたは人間で、20歳以上であることを確認してください。</p>"),
        ("请稍候", "<p>请确认您是真人且年满18岁。</p>"),
        ("잠시만 기다려 주세요", "<p>로봇이 아닌 만 19세 이상임을 확인해 주세요.</p>"),
    ],
)
def test_who_asks_for_the_visitors_age_is_no_guard(title, body):
    assert seen(page(title, body)) is None


def test_a_guards_check_stays_one_whatever_it_says_of_age():
    assert seen(page("Are you over 18?", SCRIPTS["Cloudflare"])).by == "Cloudflare"


@pytest.mark.parametrize(
    "piece", ["<script>", "<!--", "<", "<title", "<title>", "document.cookie=", "<svg ", "x"]
)
def test_a_hostile_error_page_takes_no_time(piece):
    began = time.process_time()
    assert seen(piece * (200_000 // len(piece)), status=403) is None
    assert time.process_time() - began < 1
