package lb.admin.config;

import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.Users.Password.Hashed;

/** Rules and conditions in HAProxy's words, and the users that they ask for. */
final class RuleKeys {
    static final Key<Object> ACLS = Key.without(
            "acls",
            texts("is_api path_beg /api"),
            "none",
            "Names for conditions, each as HAProxy's `acl` defines it; of several with one name one has to hold. See"
                    + " [rules.md](rules.md).",
            "acl");
    static final Key<Object> HTTP_REQUEST = Key.without(
            "http-request",
            texts("deny if { path_beg /admin }"),
            "none",
            "What is done with requests, each rule as HAProxy's `http-request` has it; first those of the frontend, then, with"
                    + " the backend chosen, those of the backend (http only).",
            "http-request",
            "redirect",
            "block");
    static final Key<Object> HTTP_RESPONSE = Key.without(
            "http-response",
            texts("del-header Server"),
            "none",
            "What is done with responses of servers, each rule as HAProxy's `http-response` has it; first those of the backend,"
                    + " then those of the frontend (http only).",
            "http-response");
    static final Key<Object> TCP_REQUEST = Key.without(
            "tcp-request",
            texts("connection reject if { src 192.0.2.0/24 }"),
            "none",
            "Which connections are taken, each rule as HAProxy's `tcp-request` has it: `connection`, `session` and `content`"
                    + " with `accept` or `reject`, and `inspect-delay`; in a backend `content` alone.",
            "tcp-request");
    static final Key<Object> USE_SERVER = Key.without(
            "use-server",
            texts("web1 if { path_beg /x }"),
            "none",
            "Servers for some requests, before `balance`, `cookie` and `sticky` are asked, each as HAProxy's `use-server` has"
                    + " it; one whose server is not usable is passed over.",
            "use-server");
    static final Key<Object> WHEN = Key.without(
            "when",
            new Form.Part("a text, such as \"{ path_beg /old } !{ src 10.0.0.0/8 }\"", List.of(), false, false),
            "any",
            "A condition in HAProxy's words, what stands behind `if` there, with the names in `acls`; with `unless` before it, that it"
                    + " does not hold.",
            "if",
            "unless");

    static final Key<String> PASSWORD = Key.without(
            "password",
            new Form.Text("text without control characters", Pattern.compile("\\P{Cntrl}{1,256}")),
            "see password-hash and password-file",
            "The password itself. Never shown.",
            "insecure-password");
    static final Key<Object> PASSWORD_FILE = Key.without(
            "password-file",
            new Form.Part("a file", List.of(), false, false),
            "see password",
            "A file with the password.");
    static final Key<String> PASSWORD_HASH = Key.without(
            "password-hash",
            new Form.Text(Hashed.EXPECTED, Hashed.FORM),
            "see password",
            "What crypt(3) has made of the password. Checking one takes milliseconds of a processor, by design. Never shown.");
    static final Key<Object> GROUPS = Key.without(
            "groups",
            new Form.Part("a name, or a list of them", List.of(), false, false),
            "none",
            "Groups that the user is in, for `http_auth_group`.",
            "groups");
    static final Table USER = new Table(
            "user-lists.<name>.users.<name>",
            "One user. `ann = \"a password\"` is short for one with only a password.",
            List.of(PASSWORD, PASSWORD_FILE, PASSWORD_HASH, GROUPS));
    static final Key<Object> USERS = Key.without(
            "users",
            new Form.Part("{ <name> = password or { password-hash = …, groups = [ … ] } }", List.of(USER), true, false),
            "needed",
            "The users.",
            "user");
    static final Table USER_LIST = new Table(
            "user-lists.<name>",
            "Users that may be asked for name and password, by `auth` and the conditions `http_auth(<name>)` and"
                    + " `http_auth_group(<name>)`.",
            List.of(USERS));
    static final Key<Object> USER_LISTS = Key.without(
            "user-lists",
            new Form.Part("{ <name> { users { … } } }", List.of(USER_LIST), true, false),
            "none",
            "Lists of users for rules.",
            "userlist");

    private RuleKeys() {}

    private static Form.Part texts(String example) {
        return new Form.Part("a list of texts, such as [ \"" + example + "\" ]", List.of(), false, false);
    }
}
