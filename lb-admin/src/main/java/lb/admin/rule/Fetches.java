package lb.admin.rule;

import static lb.admin.rule.Meaning.Type.ADDRESS;
import static lb.admin.rule.Meaning.Type.METHOD;
import static lb.admin.rule.Meaning.Type.NUMBER;
import static lb.admin.rule.Meaning.Type.TEXT;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.admin.problem.Words;
import lb.admin.rule.FetchWords.BadFetchException;
import lb.admin.rule.Meaning.Value;
import lb.proxy.page.FieldSyntax;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Range;
import lb.proxy.settings.Sample;
import lb.proxy.settings.TlsField;
import lb.proxy.settings.Users;
import org.jspecify.annotations.Nullable;

/** The fetches of HAProxy 2.6 (configuration manual sections 7.3.2 to 7.3.6) and what each stands for. */
final class Fetches {
    /** Those that are done; the manual's other ones are in {@link KnownWords}. */
    static final Set<String> NAMES = Set.of(
            "always_false",
            "always_true",
            "be_name",
            "cook",
            "cook_val",
            "dst",
            "dst_port",
            "fe_name",
            "hdr",
            "hdr_cnt",
            "hdr_ip",
            "hdr_val",
            "http_auth",
            "http_auth_group",
            "method",
            "nbsrv",
            "path",
            "pathq",
            "query",
            "req.cook",
            "req.cook_val",
            "req.fhdr",
            "req.fhdr_cnt",
            "req.hdr",
            "req.hdr_cnt",
            "req.hdr_ip",
            "req.hdr_val",
            "req.proto_http",
            "req.ssl_hello_type",
            "req.ssl_sni",
            "req.ver",
            "req_proto_http",
            "req_ssl_hello_type",
            "req_ssl_sni",
            "req_ver",
            "res.cook",
            "res.cook_val",
            "res.fhdr",
            "res.fhdr_cnt",
            "res.hdr",
            "res.hdr_cnt",
            "res.hdr_ip",
            "res.hdr_val",
            "scook",
            "scook_val",
            "shdr",
            "shdr_cnt",
            "shdr_ip",
            "shdr_val",
            "src",
            "src_port",
            "srv_name",
            "ssl_c_i_dn",
            "ssl_c_notafter",
            "ssl_c_notbefore",
            "ssl_c_s_dn",
            "ssl_c_used",
            "ssl_c_verify",
            "ssl_fc",
            "ssl_fc_alpn",
            "ssl_fc_cipher",
            "ssl_fc_has_sni",
            "ssl_fc_is_resumed",
            "ssl_fc_protocol",
            "ssl_fc_sni",
            "status",
            "unique-id",
            "url",
            "url_param",
            "urlp",
            "urlp_val");

    private static final Map<String, TlsField> OF_TLS = Map.ofEntries(
            Map.entry("ssl_fc_alpn", TlsField.PROTOCOL),
            Map.entry("ssl_fc_cipher", TlsField.CIPHER),
            Map.entry("ssl_fc_has_sni", TlsField.HAS_SERVER_NAME),
            Map.entry("ssl_fc_is_resumed", TlsField.IS_RESUMED),
            Map.entry("ssl_fc_protocol", TlsField.VERSION),
            Map.entry("ssl_fc_sni", TlsField.SERVER_NAME),
            Map.entry("ssl_c_i_dn", TlsField.CLIENT_ISSUER),
            Map.entry("ssl_c_notafter", TlsField.CLIENT_NOT_AFTER),
            Map.entry("ssl_c_notbefore", TlsField.CLIENT_NOT_BEFORE),
            Map.entry("ssl_c_s_dn", TlsField.CLIENT_SUBJECT),
            Map.entry("ssl_c_used", TlsField.CLIENT_USED),
            Map.entry("ssl_c_verify", TlsField.CLIENT_VERIFY));

    private final RuleScope scope;

    Fetches(RuleScope scope) {
        this.scope = scope;
    }

    /**
     * What a fetch stands for.
     *
     * @param words one of {@link #NAMES}, with its arguments
     * @throws BadFetchException if the arguments are not what it takes
     */
    Meaning of(FetchWords words) throws BadFetchException {
        var given = words.arguments();
        return switch (words.name()) {
            case "src" -> none(given, new Value(new Sample.Source(), ADDRESS, Known.ALWAYS));
            case "src_port" -> none(given, new Value(new Sample.SourcePort(), NUMBER, Known.ALWAYS));
            case "dst" -> none(given, new Value(new Sample.Destination(), ADDRESS, Known.ALWAYS));
            case "dst_port" -> none(given, new Value(new Sample.DestinationPort(), NUMBER, Known.ALWAYS));
            case "fe_name" -> none(given, new Value(new Sample.FrontendName(), TEXT, Known.ALWAYS));
            case "be_name" -> none(given, new Value(new Sample.BackendName(), TEXT, Known.CONTENT));
            case "srv_name" -> none(given, new Value(new Sample.ChosenServer(), TEXT, Known.RESPONSE));
            case "nbsrv" -> new Value(new Sample.UsableServers(backend(given)), NUMBER, Known.ALWAYS);
            case "always_true" -> none(given, new Meaning.Flag(new Condition.Constant(true), Known.ALWAYS));
            case "always_false" -> none(given, new Meaning.Flag(new Condition.Constant(false), Known.ALWAYS));
            case "ssl_fc" ->
                none(
                        given,
                        new Meaning.Flag(
                                new Condition.Number(new Sample.Tls(), List.of(new Range(1, 1))), Known.ALWAYS));
            case "req.ssl_sni", "req_ssl_sni" -> none(given, new Value(new Sample.ServerName(), TEXT, Known.HELLO));
            case "req.ssl_hello_type", "req_ssl_hello_type" ->
                none(given, new Value(new Sample.HelloType(), NUMBER, Known.HELLO));
            case "req.proto_http", "req_proto_http" ->
                none(given, new Meaning.Flag(new Condition.Constant(true), Known.REQUEST));
            case "http_auth" -> new Meaning.Flag(new Condition.Credentials(users(given), List.of()), Known.REQUEST);
            case "http_auth_group" -> new Meaning.Groups(users(given));
            case "status" -> none(given, new Value(new Sample.Status(), NUMBER, Known.RESPONSE));
            default -> {
                var field = OF_TLS.get(words.name());
                yield field == null
                        ? ofRequest(words.name(), given)
                        : isName(field) && !given.isEmpty() ? ofName(field, given) : none(given, ofTls(field));
            }
        };
    }

    private static Meaning ofTls(TlsField field) {
        var sample = new Sample.OfTls(field);
        if (!field.isNumber()) {
            return new Value(sample, TEXT, Known.ALWAYS);
        }
        return field == TlsField.CLIENT_VERIFY
                ? new Value(sample, NUMBER, Known.ALWAYS)
                : new Meaning.Flag(new Condition.Number(sample, List.of(new Range(1, 1))), Known.ALWAYS);
    }

    private static boolean isName(TlsField field) {
        return field == TlsField.CLIENT_SUBJECT || field == TlsField.CLIENT_ISSUER;
    }

    private static Meaning ofName(TlsField field, List<String> given) throws BadFetchException {
        most(given, 2);
        var type = given.getFirst();
        if (!type.matches("[A-Za-z]+|[0-9]+([.][0-9]+)+")) {
            throw new BadFetchException(
                    "entry \"" + Complaint.shown(type) + "\" (expected: one of a name, such as CN, OU or 2.5.4.3)");
        }
        return new Value(
                new Sample.OfClientName(field, type, given.size() < 2 ? 1 : occurrence(given.get(1))),
                TEXT,
                Known.ALWAYS);
    }

    private static Meaning ofRequest(String name, List<String> given) throws BadFetchException {
        return switch (name) {
            case "method" -> none(given, new Value(new Sample.Method(), METHOD, Known.FROM_REQUEST));
            case "path" -> none(given, new Value(new Sample.RawPath(), TEXT, Known.REQUEST));
            case "pathq" -> none(given, new Value(new Sample.PathAndQuery(), TEXT, Known.REQUEST));
            case "query" -> none(given, new Value(new Sample.Query(), TEXT, Known.REQUEST));
            case "url" -> none(given, new Value(new Sample.Url(), TEXT, Known.REQUEST));
            case "req.ver", "req_ver" -> none(given, new Value(new Sample.HttpVersion(), TEXT, Known.REQUEST));
            case "unique-id" -> none(given, new Value(new Sample.UniqueId(), TEXT, Known.FROM_REQUEST));
            case "urlp", "url_param" -> parameter(given, TEXT);
            case "urlp_val" -> parameter(given, NUMBER);
            case "cook", "req.cook" -> cookie(given, TEXT, false);
            case "cook_val", "req.cook_val" -> cookie(given, NUMBER, false);
            case "scook", "res.cook" -> cookie(given, TEXT, true);
            case "scook_val", "res.cook_val" -> cookie(given, NUMBER, true);
            default -> ofHeader(name, given);
        };
    }

    private static Meaning ofHeader(String name, List<String> given) throws BadFetchException {
        var response = name.startsWith("res.") || name.startsWith("shdr");
        var split = !name.contains("fhdr");
        if (given.isEmpty() || given.getFirst().isEmpty()) {
            throw new BadFetchException("expected: the name of a header field, such as " + name
                    + "(host); without one it is not done yet in this version");
        }
        var field = given.getFirst();
        if (!FieldSyntax.isName(field)) {
            throw new BadFetchException("\"" + Complaint.shown(field) + "\" is not the name of a header field");
        }
        var known = response ? Known.RESPONSE : Known.REQUEST;
        if (name.endsWith("_cnt")) {
            most(given, 1);
            var count = response ? new Sample.ResponseHeaderCount(field, split) : new Sample.HeaderCount(field, split);
            return new Value(count, NUMBER, known);
        }
        most(given, 2);
        var at = given.size() < 2 ? 0 : occurrence(given.get(1));
        var type = name.endsWith("_val") ? NUMBER : name.endsWith("_ip") ? ADDRESS : TEXT;
        return new Value(header(response, field, split, at), type, known, type == TEXT);
    }

    private static Sample header(boolean response, String field, boolean split, int at) {
        if (at == 0) {
            return response ? new Sample.ResponseHeader(field, split) : new Sample.Header(field, split);
        }
        return response ? new Sample.ResponseHeaderAt(field, split, at) : new Sample.HeaderAt(field, split, at);
    }

    private static int occurrence(String text) throws BadFetchException {
        if (text.matches("-?\\d{1,2}")) {
            var at = Integer.parseInt(text);
            if (at >= -10 && at <= 10) {
                return at;
            }
        }
        throw new BadFetchException(
                "occurrence \"" + Complaint.shown(text) + "\" (expected: 1 to 10, or -1 to -10 from the last)");
    }

    private static Meaning parameter(List<String> given, Meaning.Type type) throws BadFetchException {
        most(given, 1);
        return new Value(
                new Sample.QueryParameter(Patterns.bytes(name(given, "a parameter"))),
                type,
                Known.REQUEST,
                type == TEXT);
    }

    private static Meaning cookie(List<String> given, Meaning.Type type, boolean response) throws BadFetchException {
        most(given, 1);
        var name = Patterns.bytes(name(given, "a cookie"));
        return new Value(
                response ? new Sample.ResponseCookie(name) : new Sample.Cookie(name),
                type,
                response ? Known.RESPONSE : Known.REQUEST,
                type == TEXT);
    }

    private static String name(List<String> given, String of) throws BadFetchException {
        if (given.isEmpty() || given.getFirst().isEmpty()) {
            throw new BadFetchException(
                    "expected: the name of " + of + " in brackets; without one it is not done yet in this version");
        }
        return given.getFirst();
    }

    private String backend(List<String> given) throws BadFetchException {
        most(given, 1);
        if (given.isEmpty() || given.getFirst().isEmpty()) {
            if (scope.frontend()) {
                throw new BadFetchException("expected: the name of a backend, nbsrv(…)");
            }
            return scope.name();
        }
        return named(given.getFirst(), "backend", scope.backends());
    }

    private Users users(List<String> given) throws BadFetchException {
        most(given, 1);
        if (given.isEmpty()) {
            throw new BadFetchException("expected: the name of a user list in brackets");
        }
        var users = scope.userLists()
                .get(named(given.getFirst(), "user list", scope.userLists().keySet()));
        if (users == null) {
            throw new IllegalStateException("a list that is there");
        }
        return users;
    }

    private static String named(String name, String what, Collection<String> all) throws BadFetchException {
        if (!all.contains(name)) {
            throw new BadFetchException("there is no %s \"%s\" (expected: %s)"
                    .formatted(
                            what, Complaint.shown(name), all.isEmpty() ? "one that the file has" : Words.listed(all)));
        }
        return name;
    }

    private static <T extends @Nullable Object> T none(List<String> given, T meaning) throws BadFetchException {
        most(given, 0);
        return meaning;
    }

    private static void most(List<String> given, int most) throws BadFetchException {
        if (given.size() > most) {
            throw new BadFetchException(
                    most == 0 ? "takes nothing in brackets" : "more in the brackets than is done in this version");
        }
    }
}
