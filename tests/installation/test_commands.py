from tests.installation.conftest import Installation


def test_a_user_is_added_listed_and_given_a_token(installation: Installation) -> None:
    added = installation.answer("user", "create", "carol@example.com", "--name", "Carol", "--role", "administrator")
    listed = installation.answer("user", "list")
    token = installation.kehu("token", "create", "carol@example.com", "--scope", "customer.view").stdout

    assert len(added["password"]) >= 12
    assert ("carol@example.com", ["administrator"]) in [(user["email"], user["roles"]) for user in listed["users"]]
    assert token.startswith("kehu_")
    assert token.count("\n") == 1


def test_an_expected_failure_is_one_sentence_and_exit_code_1(installation: Installation) -> None:
    refused = installation.answer("token", "create", "nobody@example.com")

    assert refused == {"exit": 1, "error": "There is no user with the address nobody@example.com."}


def test_the_doctor_finds_the_application_role_in_place(installation: Installation) -> None:
    findings = installation.answer("doctor")["findings"]

    assert not [finding for finding in findings if finding["subject"] in {"database role", "migrations"}]
    assert any("PostgreSQL 18" in finding["sentence"] for finding in findings)


def test_production_is_refused_until_it_is_safe(installation: Installation) -> None:
    refused = installation.kehu("run", KEHU_PRODUCTION="1")

    assert refused.returncode == 1
    assert "KEHU_HOSTS must name" in refused.stderr
    assert "https address" in refused.stderr


def test_a_database_that_does_not_answer_is_named_in_one_sentence(installation: Installation) -> None:
    refused = installation.kehu("migrate", DATABASE_URL="postgresql://nobody@/nothing?host=/nowhere")

    assert refused.returncode == 1
    assert refused.stderr.startswith("The database does not answer: ")
    assert refused.stderr.count("\n") == 1
