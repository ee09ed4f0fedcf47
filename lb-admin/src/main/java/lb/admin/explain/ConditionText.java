package lb.admin.explain;

import java.util.List;
import lb.admin.problem.SecretWords;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Network;
import lb.proxy.settings.Sample;
import lb.proxy.settings.TlsField;

/** A condition as it follows an "if". */
final class ConditionText {
    private ConditionText() {}

    /** Whether it holds always. */
    static boolean isAlways(Condition condition) {
        return switch (condition) {
            case Condition.All(List<Condition> all) -> all.stream().allMatch(ConditionText::isAlways);
            case Condition.Any(List<Condition> any) -> any.stream().anyMatch(ConditionText::isAlways);
            case Condition.Not(Condition other) -> isNever(other);
            case Condition.Constant(boolean value) -> value;
            default -> false;
        };
    }

    /** Whether it never does. */
    private static boolean isNever(Condition condition) {
        return switch (condition) {
            case Condition.All(List<Condition> all) -> all.stream().anyMatch(ConditionText::isNever);
            case Condition.Any(List<Condition> any) -> any.stream().allMatch(ConditionText::isNever);
            case Condition.Not(Condition other) -> isAlways(other);
            case Condition.Constant(boolean value) -> !value;
            default -> false;
        };
    }

    static String of(Condition condition) {
        if (isAlways(condition)) {
            return "always";
        }
        if (isNever(condition)) {
            return "never";
        }
        return switch (condition) {
            case Condition.All(List<Condition> all) ->
                several(all.stream().filter(one -> !isAlways(one)).toList(), "and");
            case Condition.Any(List<Condition> any) ->
                several(any.stream().filter(one -> !isNever(one)).toList(), "or");
            case Condition.Not(Condition other) -> "it is not so that " + inner(other);
            case Condition.Constant(boolean value) -> value ? "always" : "never";
            case Condition.Name(Sample sample, List<String> names) -> of(sample) + " is " + values(sample, names);
            case Condition.Text text ->
                of(text.sample()) + " " + verb(text.comparison()) + " " + values(text.sample(), text.values())
                        + (text.ignoreCase() ? " in any case" : "");
            case Condition.Present(Sample sample) -> "there is " + of(sample);
            case Condition.Source(List<Network> networks) -> "the client is in " + networks(networks);
            case Condition.Address(Sample sample, List<Network> networks) ->
                of(sample) + " is in " + networks(networks);
            case Condition.Number(Sample sample, List<Condition.Range> ranges) ->
                of(sample) + " is "
                        + InWords.joined(
                                ranges.stream().map(ConditionText::range).toList(), "or");
            case Condition.Credentials credentials ->
                "the client names itself as a user of "
                        + InWords.quoted(credentials.users().name())
                        + (credentials.groups().isEmpty()
                                ? ""
                                : " in the group " + InWords.quoted(credentials.groups(), "or"))
                        + " with the password";
        };
    }

    /** What a sample is compared with, but for what only those should know who are let in by it. */
    private static String values(Sample sample, List<String> values) {
        boolean secret = switch (sample) {
            case Sample.Header(String name, boolean _) -> SecretWords.isInField(name);
            case Sample.HeaderAt(String name, boolean _, int _) -> SecretWords.isInField(name);
            case Sample.ResponseHeader(String name, boolean _) -> SecretWords.isInField(name);
            case Sample.ResponseHeaderAt(String name, boolean _, int _) -> SecretWords.isInField(name);
            case Sample.QueryParameter(String name) -> SecretWords.announces(name);
            case Sample.Cookie _, Sample.ResponseCookie _ -> true;
            default -> false;
        };
        return secret
                ? SecretWords.HIDDEN
                : InWords.joined(
                        values.stream().map(InWords::quotedWithoutSecrets).toList(), "or");
    }

    private static String several(List<Condition> conditions, String word) {
        return conditions.size() == 1
                ? of(conditions.getFirst())
                : String.join(
                        " " + word + " ",
                        conditions.stream().map(ConditionText::inner).toList());
    }

    /** In brackets, where what stands beside it could be taken for a part of it. */
    private static String inner(Condition condition) {
        boolean joined = switch (condition) {
            case Condition.All(List<Condition> all) -> all.size() > 1;
            case Condition.Any(List<Condition> any) -> any.size() > 1;
            default -> false;
        };
        return joined ? "(" + of(condition) + ")" : of(condition);
    }

    private static String networks(List<Network> networks) {
        return InWords.joined(networks.stream().map(Network::toString).toList(), "or");
    }

    private static String range(Condition.Range range) {
        if (range.least() == range.most()) {
            return String.valueOf(range.least());
        }
        if (range.most() == Long.MAX_VALUE) {
            return range.least() + " or more";
        }
        return range.least() == Long.MIN_VALUE ? range.most() + " or less" : range.least() + " to " + range.most();
    }

    private static String verb(Condition.Comparison comparison) {
        return switch (comparison) {
            case EXACT -> "is";
            case PREFIX -> "begins with";
            case PATH_PREFIX -> "is at or below";
            case SUFFIX -> "ends with";
            case CONTAINS -> "contains";
            case DIRECTORY -> "has the segment";
            case DOMAIN -> "has the label";
            case REGEX -> "matches";
        };
    }

    static String of(Sample sample) {
        return switch (sample) {
            case Sample.Method _ -> "the method";
            case Sample.Host _ -> "the host";
            case Sample.Path _ -> "the path";
            case Sample.Query _ -> "the query";
            case Sample.QueryParameter(String name) -> "the query parameter " + name;
            case Sample.Header(String name, boolean _) -> "the header " + name;
            case Sample.HeaderAt(String name, boolean _, int occurrence) ->
                "the " + place(occurrence) + " header " + name;
            case Sample.HeaderCount(String name, boolean _) -> "the number of headers " + name;
            case Sample.ResponseHeader(String name, boolean _) -> "the response's header " + name;
            case Sample.ResponseHeaderAt(String name, boolean _, int occurrence) ->
                "the response's " + place(occurrence) + " header " + name;
            case Sample.ResponseHeaderCount(String name, boolean _) -> "the number of the response's headers " + name;
            case Sample.Cookie(String name) -> "the cookie " + name;
            case Sample.ResponseCookie(String name) -> "the cookie " + name + " that the response sets";
            case Sample.RawPath _ -> "the path as received";
            case Sample.PathAndQuery _ -> "the path with the query";
            case Sample.Url _ -> "the URL";
            case Sample.HttpVersion _ -> "the version of HTTP";
            case Sample.Status _ -> "the status";
            case Sample.Source _ -> "the client's address";
            case Sample.SourcePort _ -> "the client's port";
            case Sample.Destination _ -> "the address that was asked";
            case Sample.DestinationPort _ -> "the port that was asked";
            case Sample.Tls _ -> "whether the client speaks TLS with lb (1 or 0)";
            case Sample.OfTls(TlsField field) -> of(field);
            case Sample.OfClientName(TlsField field, String type, int which) ->
                "the %s%s of %s".formatted(which == 1 ? "" : place(which) + " ", type, of(field));
            case Sample.UsableServers(String backend) -> "the number of usable servers of " + InWords.quoted(backend);
            case Sample.Length(Sample of) -> "the length of " + of(of);
            case Sample.UniqueId _ -> "the request's ID";
            case Sample.FrontendName _ -> "the name of the frontend";
            case Sample.BackendName _ -> "the name of the backend";
            case Sample.ChosenServer _ -> "the name of the server";
            case Sample.ServerName _ -> "the server name of TLS (SNI)";
            case Sample.HelloType _ -> "the type of the TLS hello (1 for a client's)";
        };
    }

    private static String of(TlsField field) {
        return switch (field) {
            case VERSION -> "the client's version of TLS";
            case CIPHER -> "the cipher of the client's TLS";
            case SERVER_NAME -> "the server name that the client asked for in TLS (SNI)";
            case PROTOCOL -> "the protocol agreed on in TLS (ALPN)";
            case HAS_SERVER_NAME -> "whether the client asked for a server name (1 or 0)";
            case IS_RESUMED -> "whether the client's TLS session is a former one (1 or 0)";
            case CLIENT_USED -> "whether the client has shown a certificate (1 or 0)";
            case CLIENT_VERIFY -> "what is wrong with the client's certificate (0 for nothing)";
            case CLIENT_SUBJECT -> "the subject of the client's certificate";
            case CLIENT_ISSUER -> "the issuer of the client's certificate";
            case CLIENT_SHA1 -> "the fingerprint of the client's certificate";
            case CLIENT_SERIAL -> "the serial number of the client's certificate";
            case CLIENT_NOT_BEFORE -> "the day that the client's certificate is valid from";
            case CLIENT_NOT_AFTER -> "the day that the client's certificate is valid until";
        };
    }

    private static String place(int occurrence) {
        return switch (occurrence) {
            case 1 -> "first";
            case -1 -> "last";
            default -> occurrence > 0 ? occurrence + "th" : -occurrence + "th last";
        };
    }
}
