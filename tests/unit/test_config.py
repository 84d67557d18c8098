"""The files of a configuration, and what a person is told about their mistakes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from worker import config
from worker.config import ModelSettings, Secret, Settings
from worker.config.values import LANGUAGES
from worker.errors import WrongSetting
from worker.guide import Guide
from worker.text import language

MAIN = '[model]\nkind = "openai"\n'
SITE = 'url = "https://blog.example"\nusername = "desk"\npassword_env = "BLOG_PASSWORD"\n'
SECRETS = {"OPENAI_API_KEY": "sk-canary", "BLOG_PASSWORD": "abcd EFGH ijkl MNOP"}
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty configuration folder below the working directory, as `config`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "user-state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user-config"))
    (tmp_path / "config" / "sites").mkdir(parents=True)
    return Path("config")


def write(folder: Path, main: str = MAIN, **sites: str) -> None:
    (folder / "redraft.toml").write_text(main, "utf-8")
    for name, text in sites.items():
        (folder / "sites" / f"{name}.toml").write_text(text, "utf-8")


def problems(folder: Path, environ: Mapping[str, str] = SECRETS) -> tuple[str, ...]:
    with pytest.raises(WrongSetting) as caught:
        config.load(folder, environ)
    return caught.value.problems


def loaded(folder: Path) -> Settings:
    return config.load(folder, SECRETS)


def test_two_short_files_are_a_configuration(folder: Path) -> None:
    write(folder, blog=SITE)
    settings = loaded(folder)
    (site,) = settings.sites
    assert (site.name, site.url, site.username) == ("blog", "https://blog.example", "desk")
    assert (site.quiet_period, site.interval, site.post_types) == (
        timedelta(minutes=10),
        timedelta(minutes=1),
        ("post",),
    )
    assert settings.model is not None
    assert (settings.model.base_url, settings.model.style) == ("https://api.openai.com/v1", "article")


def test_the_shipped_examples_load_as_they_are(folder: Path) -> None:
    shutil.copy(CHECKOUT / "config" / "redraft.toml", folder)
    shutil.copy(CHECKOUT / "config" / "sites" / "example.toml.example", folder / "sites" / "example.toml")
    settings = config.load(folder, SECRETS, model=False)
    assert [site.name for site in settings.sites] == ["example"]


@pytest.mark.parametrize("name", ["redraft.toml", "sites/example.toml.example"])
def test_every_line_that_the_shipped_examples_comment_out_is_right_too(folder: Path, name: str) -> None:
    text = re.sub(r"(?m)^# (\[|\w+ = )", r"\1", (CHECKOUT / "config" / name).read_text("utf-8"))
    for boilerplate in ("house", "blog"):
        (folder / "sites" / f"{boilerplate}-boilerplate.txt").touch()
    main, site = (text, SITE) if name == "redraft.toml" else (MAIN, text)
    write(folder, main, blog=site)
    settings = loaded(folder)
    assert Guide.of(settings, settings.sites[0]).strictness == {"hedge": "flag"}


def test_the_example_of_the_environment_names_the_variables_that_the_examples_name() -> None:
    example = (CHECKOUT / ".env.example").read_text("utf-8")
    assert "install -m 600 .env.example .env" in example
    for file in ("redraft.toml", "sites/example.toml.example"):
        (name,) = re.findall(r'_env = "(\w+)"', (CHECKOUT / "config" / file).read_text("utf-8"))
        assert f"\n{name}=\n" in example


def test_a_site_says_for_itself_what_the_defaults_say_otherwise(folder: Path) -> None:
    main = MAIN + '[defaults]\ninterval = "5m"\nquiet_period = "2h"\nrules = {hedges = "flag", names = "flag"}\n'
    write(folder, main, blog=SITE + 'interval = "90s"\nrules = {names = "off"}\n')
    (site,) = loaded(folder).sites
    assert (site.interval, site.quiet_period) == (timedelta(seconds=90), timedelta(hours=2))
    assert site.rules == {"hedges": "flag", "names": "off"}


def test_a_selection_is_inherited_line_by_line(folder: Path) -> None:
    write(folder, MAIN + '[defaults.select]\nmin_words = 60\ntags = ["wire"]\n', blog=SITE + '[select]\ntags = []\nauthors = ["ann", 7]\n')
    chosen = loaded(folder).sites[0].select
    assert (chosen.min_words, chosen.tags, chosen.authors) == (60, (), ("ann", "7"))


def test_the_languages_to_choose_from_are_those_that_can_be_told() -> None:
    told = {code for _, code in language._SCRIPTS} | language._STOP_WORDS.keys()
    assert sorted(told) == LANGUAGES


def test_the_embedded_model_is_asked_as_a_small_one(folder: Path) -> None:
    write(folder, '[model]\nkind = "embedded"\nsamples = 2\n', blog=SITE)
    model = loaded(folder).model
    assert model is not None
    assert (model.style, model.samples, model.key_env, model.at_once) == ("paragraph", 2, "", 1)


def test_a_server_on_this_machine_needs_neither_key_nor_https(folder: Path) -> None:
    write(folder, '[model]\nkind = "openai"\nbase_url = "http://localhost:11434/v1/"\nkey_env = ""\n', blog=SITE)
    settings = config.load(folder, {"BLOG_PASSWORD": "x"})
    assert settings.model is not None
    assert settings.model.base_url == "http://localhost:11434/v1"


def test_every_mistake_of_every_file_is_told_at_once(folder: Path) -> None:
    write(
        folder,
        MAIN + "stile = 3\n[states]\n[defaults]\ninterval = 10\n",
        blog=SITE + 'psot_types = ["page"]\n',
        shop="url = 3\n",
    )
    # The lists of keys grow with the product: what begins one, and what it must name, is enough.
    expected = (
        "config/redraft.toml: model.stile: there is no such key (did you mean style?); the keys are kind, base_url, name,",
        'config/redraft.toml: defaults.interval: 10 does not fit; write "1s" or more, such as "1m"',
        "config/redraft.toml: states: there is no such key (did you mean state?); the keys are model, state, defaults,",
        "config/sites/blog.toml: psot_types: there is no such key (did you mean post_types?); the keys are post_types,",
        'config/sites/shop.toml: url: this does not fit; write the address of the site, such as "https://blog.example"',
        "config/sites/shop.toml: username: missing; write a name in quotes",
        "config/sites/shop.toml: password_env: missing; write the name of a variable, such as BLOG_PASSWORD",
    )
    told = problems(folder)
    assert len(told) == len(expected)
    assert all(line.startswith(beginning) for line, beginning in zip(told, expected, strict=True)), told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("interval 10", "line 4, column 10: expected '=' after a key in a key/value pair; a line reads"),
        ("interval = 10m", "line 4, column 14: expected newline or end of document after a statement; a"),
        ('username = "other"', "line 4, column 19: cannot overwrite a value; a line reads"),
        ('cron = "61 * * * *"', 'cron: "61 * * * *" is no line of cron; write five fields such as'),
        ('cron = "0 0 30 2 *"', 'cron: "0 0 30 2 *" is no line of cron; write'),  # a day that never comes
        ('time_zone = "Europe/Berln"', 'time_zone: "Europe/Berln" is no time zone; write one such as "Europe/Berlin"'),
        ('quiet_hours = ["22-6"]', 'quiet_hours.0: "22-6" is no part of a day; write one such as "22:00-06:00"'),
        (
            'quiet_period = "10 minutes"',
            'quiet_period: "10 minutes" is not a duration; write a number and its unit: "90s"',
        ),
        ('interval = "0s"', 'interval: this does not fit; write "1s" or more'),
        ("post_types = []", "post_types: [] does not fit; write a list of post types"),
        ('post_types = "page"', 'post_types: "page" does not fit; write a list of post types'),
        ('push = "overwrite"', 'push: "overwrite" does not fit; write "replace", "suggest" or "copy"'),
        ('select = {tag = ["wire"]}', "select.tag: there is no such key (did you mean tags?); the keys are categories,"),
        ('select = {tags = "wire"}', 'select.tags: "wire" does not fit; write a list such as ["wire"]'),
        ('select = {title_markers = [" "]}', 'select.title_markers.0: " " does not fit; write a list such as ["[rw]"]'),
        ("select = {authors = [true]}", "select.authors.0: true does not fit; write a list such as"),
        ('select = {min_words = "60"}', 'select.min_words: "60" does not fit; write a number of words, such as 120'),
        ('select = {languages = ["english"]}', 'select.languages.0: "english" is no language that can be told; write some of ar,'),
        ('select = {tags = ["a"], not_tags = ["A"]}', 'select: not_tags: "a" stands in tags as well; take it out of one'),
        ('mark = {custom_field = "_x"}', 'mark.custom_field: "_x" does not fit; write the name of a custom field'),
        ('mark = {tag = "x"}\npush = "suggest"', 'mark: push = "suggest" writes to no draft that could be marked; take the table out'),
        ('mark = {custom_field = "x"}\ntransport = "rest"', 'mark.custom_field: REST cannot write it; write transport = "auto"'),
        ('private_network = "yes"', 'private_network: "yes" does not fit; write true or false'),
        ('rules = {names = "no"}', 'rules.names: "no" does not fit; write "keep", "flag" or "off"'),
        ('boilerplate = ["sites/none.txt"]', "boilerplate.0: there is no file config/sites/none.txt; write a path"),
        ('name = "blog"', "name: a site has the name of its file; take the line out"),
        ('password = "canary"', 'password: no secret belongs in a file; write it into .env, and here password_env = "'),
    ],
)
def test_a_mistake_in_a_site_is_one_line_that_says_what_would_be_right(folder: Path, line: str, told: str) -> None:
    write(folder, blog=SITE + line + "\n")
    (problem,) = problems(folder)
    assert problem.startswith(f"config/sites/blog.toml: {told}")
    assert "\n" not in problem
    assert "canary" not in problem


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://blog.example", "others could read the password on its way; write https://blog.example"),
        ("blog.example", '"blog.example" does not begin with https://'),
        ("https://desk:canary@blog.example", "no user name or password belongs in an address"),
        (
            "https://blog.example/wp-admin/edit.php",
            "this is a page inside of the site; write the site's own address: https://blog.example",
        ),
        ("https://blog.example/?p=3", '"https://blog.example/?p=3" is not an address'),
        ("https://blog.example:port", "this is not an address"),
        ("https://", '"https://" is not an address'),
        ("https://[::1", "this is not an address"),
    ],
)
def test_an_address_that_is_none_or_gives_secrets_away_is_refused(folder: Path, url: str, told: str) -> None:
    write(folder, blog=SITE.replace("https://blog.example", url))
    (problem,) = problems(folder)
    assert problem.startswith(f"config/sites/blog.toml: url: {told}")
    assert "canary" not in problem


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost/blog", "http://[::1]:8080", "https://bücher.example/de"])
def test_https_anywhere_and_http_on_this_machine_are_addresses(folder: Path, url: str) -> None:
    write(folder, blog=SITE.replace("https://blog.example", url + "/"))
    assert loaded(folder).sites[0].url == url


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('api_key = "canary"', 'model.api_key: no secret belongs in a file; write it into .env, and here key_env = "'),
        ('key_env = "sk-canary"', "model.key_env: not the name of a variable; write one in capitals"),
        ("key_env = 5", "model.key_env: this does not fit; write the name of a variable"),
        (
            'base_url = "http://models.example/v1"',
            "model: base_url: others could read the key on its way; write https://",
        ),
        (
            'base_url = "https://me:canary@models.example"',
            "model.base_url: no user name or password belongs in an address",
        ),
        ('file = "x.gguf"', "model.file: there is no file config/x.gguf"),
        ('timeout = "0s"', 'model.timeout: "0s" does not fit; write a duration'),
        ("samples = 0", "model.samples: 0 does not fit; write a number from 1 to 16"),
        (
            '[state]\ndatabase_url = "postgresql://me:canary@db/redraft"',
            "state.database_url: a password does not belong in a file",
        ),
        ("[state]\nkeep_days = -1", "state.keep_days: -1 does not fit; write a number of days, such as 90; 0 to keep"),
        ('[state]\ndatabase_url = "mysql://db/redraft"', 'state.database_url: begin it with "sqlite:///" or'),
        ("[defaults]\nurl = 1", "defaults.url: there is no such key; the keys are"),
    ],
)
def test_a_mistake_in_the_main_file_is_one_line_that_says_what_would_be_right(folder: Path, line: str, told: str) -> None:
    write(folder, MAIN + line + "\n", blog=SITE)
    (problem,) = problems(folder)
    assert problem.startswith(f"config/redraft.toml: {told}")
    assert "\n" not in problem
    assert "canary" not in problem


def test_what_belongs_to_the_other_kind_of_model_is_refused(folder: Path) -> None:
    write(folder, '[model]\nkind = "embedded"\nkey_env = "OPENAI_API_KEY"\n', blog=SITE)
    assert problems(folder) == ('config/redraft.toml: model.key_env: only a model of kind "openai" has this; take the line out',)


def test_two_files_of_one_site_are_told_apart_by_nothing_but_their_address(folder: Path) -> None:
    write(folder, blog=SITE, copy=SITE.replace("https://blog.example", "https://BLOG.example:443/"))
    assert problems(folder) == ("config/sites/copy.toml: url: config/sites/blog.toml has the same; keep one of the two files",)


def test_a_site_whose_name_cannot_be_part_of_an_id_is_refused(folder: Path) -> None:
    write(folder, **{"my:blog": SITE})
    assert problems(folder) == (
        "config/sites/my:blog.toml: name: a site is named with at most 60 letters, digits, dots, - and _; take another name",
    )


def test_without_model_or_site_the_run_is_refused_and_both_are_named(folder: Path) -> None:
    write(folder, "")
    assert problems(folder) == (
        "config/sites/NAME.toml: there is no site yet; `redraft init` adds one",
        'config/redraft.toml: model: missing; write a table [model] with kind = "openai" or "embedded"',
    )


def test_without_any_file_the_way_to_a_first_one_is_named(folder: Path) -> None:
    (problem,) = problems(folder)
    assert problem.startswith("config/redraft.toml: there is no such file; `redraft init` writes it")


def test_a_site_that_is_asked_for_and_not_there_is_named_with_the_nearest_one(folder: Path) -> None:
    write(folder, blog=SITE)
    with pytest.raises(
        WrongSetting,
        match=r"config/sites/blgo\.toml: there is no such site \(did you mean blog\?\); the sites are blog",
    ):
        config.load(folder, SECRETS, sites=["blgo"])


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    write(folder, blog=SITE)
    (folder / "sites" / "shop.toml").write_bytes(b"url = '\xff'")
    assert problems(folder) == ("config/sites/shop.toml: this is not UTF-8 text; save it with that encoding",)


def test_a_file_saved_with_a_byte_order_mark_is_read(folder: Path) -> None:
    write(folder, "\ufeff" + MAIN, blog="\ufeff" + SITE)
    assert loaded(folder).sites


def test_a_prompt_that_nothing_reads_is_told(folder: Path) -> None:
    write(folder, blog=SITE)
    (folder / "prompts").mkdir()
    (folder / "prompts" / "headlines-of-mine.md").touch()
    (problem,) = problems(folder)
    assert problem.startswith("config/prompts/headlines-of-mine.md: no prompt has this name")


def test_own_texts_stand_over_the_packaged_ones_of_their_name(folder: Path) -> None:
    (folder / "boilerplate").mkdir()
    (folder / "boilerplate" / "house.txt").write_text("Read on our app", "utf-8")
    found = config.texts("boilerplate", folder)
    assert found["house.txt"] == "Read on our app"
    assert set(config.texts("boilerplate")) | {"house.txt"} == set(found)


# Secrets


def dotenv(path: Path, text: str, mode: int = 0o600) -> None:
    path.touch(mode)
    path.write_text(text, "utf-8")
    path.chmod(mode)


@pytest.mark.parametrize("place", [".env", "config/.env"])
def test_a_secret_stands_in_the_environment_or_beside_or_in_the_folder(folder: Path, place: str) -> None:
    dotenv(Path(place), "BLOG_PASSWORD=abcd EFGH $HOME 'x\n")
    assert config.secret("BLOG_PASSWORD", folder, {}).reveal() == "abcd EFGH $HOME 'x"
    assert config.secret("BLOG_PASSWORD", folder, {"BLOG_PASSWORD": ""}).reveal() == "abcd EFGH $HOME 'x"
    assert config.secret("BLOG_PASSWORD", folder, {"BLOG_PASSWORD": " newer\n"}).reveal() == "newer"


@pytest.mark.parametrize("text", ["", "BLOG_PASSWORD=", "BLOG_PASSWORD", "BLOG_PASSWORD='  '"])
def test_secrets_that_are_named_but_missing_or_empty_are_told_with_their_files(folder: Path, text: str) -> None:
    write(folder, blog=SITE)
    dotenv(Path(".env"), text + "\n")
    assert problems(folder, {"OPENAI_API_KEY": " "}) == (
        "config/redraft.toml: model.key_env: OPENAI_API_KEY is not set, or empty; "
        "write OPENAI_API_KEY=… into .env, or set it in the environment",
        "config/sites/blog.toml: password_env: BLOG_PASSWORD is not set, or empty; "
        "write BLOG_PASSWORD=… into .env, or set it in the environment",
    )


def test_only_the_secrets_of_this_run_must_be_there(folder: Path) -> None:
    write(folder, blog=SITE, shop=SITE.replace("blog", "shop").replace("BLOG", "SHOP"))
    assert [site.name for site in config.load(folder, SECRETS, sites=["blog"]).sites] == ["blog", "shop"]
    assert config.load(folder, {}, secrets=False).model is not None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620])
def test_a_dotenv_file_that_others_may_read_is_refused_with_the_command_that_mends_it(folder: Path, mode: int) -> None:
    dotenv(Path(".env"), "BLOG_PASSWORD=canary\n", mode)
    with pytest.raises(WrongSetting, match=r"^\.env: others may read it \(mode \d{3}\); run: chmod 600 \.env$"):
        config.secret("BLOG_PASSWORD", folder, {})


def test_typographic_quotation_marks_around_a_key_are_found_before_a_server_sees_them(folder: Path) -> None:
    with pytest.raises(WrongSetting, match="KEY holds a character that no key or application password has") as caught:
        config.secret("KEY", folder, {"KEY": "“canary”"})
    assert "canary" not in str(caught.value)


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("canary")
    assert "canary" not in f"{secret} {secret!r} {[secret]} {secret:}"
    assert secret.reveal() == "canary"


# Where things are


def test_the_folder_is_the_one_named_else_the_one_here_else_the_users_own(folder: Path) -> None:
    assert config.find_folder(Path("/etc/redraft")) == Path("/etc/redraft")
    assert config.find_folder(None) == Path.cwd() / "user-config" / "redraft"
    write(folder)
    assert config.find_folder(None) == folder


@pytest.mark.parametrize(
    ("state", "folder_is", "url_is"),
    [
        ("", "{here}/user-state/redraft", "sqlite:///{here}/user-state/redraft/redraft.sqlite"),
        ('[state]\nfolder = "../var"', "{here}/var", "sqlite:///{here}/var/redraft.sqlite"),
        ('[state]\nfolder = "/srv/r"', "/srv/r", "sqlite:////srv/r/redraft.sqlite"),
        (
            '[state]\ndatabase_url = "sqlite:///r.sqlite"',
            "{here}/user-state/redraft",
            "sqlite:///{here}/config/r.sqlite",
        ),
        ('[state]\ndatabase_url = "sqlite:////srv/r.sqlite"', "{here}/user-state/redraft", "sqlite:////srv/r.sqlite"),
        ('[state]\ndatabase_url = "postgresql://db/r"', "{here}/user-state/redraft", "postgresql://db/r"),
    ],
)
def test_the_state_is_where_the_files_say_wherever_the_command_runs(folder: Path, state: str, folder_is: str, url_is: str) -> None:
    write(folder, MAIN + state + "\n", blog=SITE)
    settings = loaded(folder)
    here = str(Path.cwd())
    assert str(settings.state) == folder_is.format(here=here)
    assert settings.database_url == url_is.format(here=here)


def test_model_settings_made_in_code_need_no_files() -> None:
    model = ModelSettings(kind="openai", base_url="http://127.0.0.1:1/v1", timeout=2.5)
    assert (model.timeout, model.key_env) == (2.5, "OPENAI_API_KEY")


# House style and the second reader


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("[style]\nlenght = 'shorter'", "style.lenght: there is no such key (did you mean length?)"),
        ("[style]\nspelling = 'scottish'", 'style.spelling: "scottish" does not fit; write "keep", "british" or "american"'),
        ("[style]\nbanned = ['*']", "style.banned.0: '*' is no word; write a word or phrase, perhaps with \"*\" at its end"),
        ("[style]\nbanned = ['un*able']", "style.banned.0: 'un*able' is no word"),
        ("[style]\npreferred = {cop = ''}", "style.preferred.cop: '' is no word"),
        ("[style]\npreferred = {'cop*' = 'officer'}", "style.preferred: 'cop*': what is to be exchanged is written out"),
        ("[style]\nuntouched = ['By (']", "style.untouched.0: 'By (' is no regular expression"),
        ('[style]\ntone = """two\nlines"""', 'style.tone: "two\\nlines" does not fit; write at most 300 characters in one line'),
        ("[second_reader]\ndoubt = 'approve'", 'second_reader.doubt: "approve" does not fit; write "flag", "keep" or "off"'),
        ("[second_reader]\nmodel = 'm'\nbase_url = 'https://m.example'", "second_reader: base_url and key_env: a server of its own needs"),
        ("[second_reader]\nbase_url = 'https://m.example/v1'\nkey_env = ''", "second_reader: model: a server of its own needs the name"),
        ("[second_reader]\nmodel = 'm'\nbase_url = 'http://m.example'\nkey_env = 'KEY'", "second_reader: base_url: others could read the"),
        ("[second_reader]\nmodel = 'm'\nbase_url = 'https://m.example'\nkey_env = 'NO_KEY'", "second_reader.key_env: NO_KEY is not set"),
    ],
)
def test_a_mistake_in_the_style_or_the_second_reader_is_one_line_that_says_what_would_be_right(folder: Path, lines: str, told: str) -> None:
    write(folder, blog=f"{SITE}{lines}\n")
    (problem,) = problems(folder)
    assert problem.startswith(f"config/sites/blog.toml: {told}"), problem


def test_a_site_adds_its_own_lines_to_the_style_of_all(folder: Path) -> None:
    write(folder, MAIN + "[defaults.style]\nspelling = 'british'\ntone = 'sober'\n", blog=SITE + "[style]\ntone = 'lively'\n")
    (site,) = loaded(folder).sites
    assert (site.style.spelling, site.style.tone) == ("british", "lively")


def test_the_second_reader_is_the_writing_model_unless_it_has_a_name_or_a_server_of_its_own(folder: Path) -> None:
    own = "[second_reader]\nmodel = 'm'\nbase_url = 'https://m.example/v1'\nkey_env = ''\n"
    write(folder, blog=SITE + "[second_reader]\n", shop=SITE.replace("blog", "shop") + own, none=SITE.replace("blog", "none"))
    settings = loaded(folder)
    assert settings.model is not None
    writer = settings.model
    readers = {site.name: site.second_reader.of(writer) if site.second_reader else None for site in settings.sites}
    assert readers["blog"] == settings.model
    assert readers["none"] is None
    assert readers["shop"] is not None
    assert (readers["shop"].name, readers["shop"].base_url) == ("m", "https://m.example/v1")
    guides = {site.name: Guide.of(settings, site) for site in settings.sites}
    assert (guides["blog"].doubt, guides["none"].doubt) == ("flag", None)
    assert guides["blog"].rules != guides["none"].rules


def test_a_prompt_of_ones_own_must_say_where_the_style_of_a_house_goes(folder: Path) -> None:
    write(folder, blog=SITE + "[style]\ntone = 'sober'\n")
    (folder / "prompts").mkdir()
    (folder / "prompts" / "units.md").write_text("## user\n{texts}", "utf-8")
    settings = loaded(folder)
    with pytest.raises(WrongSetting, match=r"prompts/units\.md: sites/blog\.toml has a table \[style\]; say with \{style\} where it goes"):
        Guide.of(settings, settings.sites[0])
