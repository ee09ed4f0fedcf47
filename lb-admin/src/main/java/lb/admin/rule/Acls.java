package lb.admin.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Mode;

/** The ACLs of one frontend or backend, and conditions made of them (HAProxy's configuration manual section 7.2). */
final class Acls {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");

    /** Those that need no definition (section 7.4). */
    private static final Map<String, String> PREDEFINED = predefined();

    private final RuleScope scope;
    private final CriterionParser criteria;
    private final Map<String, List<Criterion>> all = new LinkedHashMap<>();

    /** What names mean that all of their tests can hold for, so that those who ask for one share it. */
    private final Map<Phase, Map<String, Condition>> whole = new EnumMap<>(Phase.class);

    Acls(RuleScope scope) {
        this.scope = scope;
        criteria = new CriterionParser(scope);
    }

    private static Map<String, String> predefined() {
        var acls = new LinkedHashMap<String, String>();
        acls.put("FALSE", "always_false");
        acls.put("HTTP", "req.proto_http");
        acls.put("HTTP_1.0", "req.ver 1.0");
        acls.put("HTTP_1.1", "req.ver 1.1");
        acls.put("HTTP_2.0", "req.ver 2.0");
        acls.put("HTTP_CONTENT", "req.hdr_val(content-length) gt 0");
        acls.put("HTTP_URL_ABS", "url_reg ^[^/:]*://");
        acls.put("HTTP_URL_SLASH", "url_beg /");
        acls.put("HTTP_URL_STAR", "url *");
        acls.put("LOCALHOST", "src 127.0.0.1/8 ::1");
        for (var method : List.of("CONNECT", "DELETE", "HEAD", "OPTIONS", "POST", "PUT", "TRACE")) {
            acls.put("METH_" + method, "method " + method);
        }
        acls.put("METH_GET", "method GET HEAD");
        acls.put("RDP_COOKIE", "req.rdp_cookie_cnt gt 0");
        acls.put("REQ_CONTENT", "req.len gt 0");
        acls.put("TRUE", "always_true");
        acls.put("WAIT_END", "wait_end");
        return Collections.unmodifiableMap(acls);
    }

    /** Reads a definition: a name, a criterion and its patterns. Several of one name hold when one of them does. */
    void define(Sentence words) {
        if (words.isEnd()) {
            words.expected(0, "a name, a criterion and patterns");
            return;
        }
        var name = words.next();
        if (!NAME.matcher(name).matches()) {
            words.expected(0, "a name of letters, digits and any of _ . : -");
        } else if (name.equals("or")) {
            words.wrong(0, "stands between conditions (expected: another name)");
        }
        var criterion = criteria.parse(words, false);
        whole.clear();
        all.computeIfAbsent(name, _ -> new ArrayList<>()).add(criterion);
    }

    /** Reads a condition to the end of the words. */
    Condition condition(Sentence words, Phase phase) {
        var either = new ArrayList<Condition>();
        while (true) {
            either.add(group(words, phase));
            if (words.isEnd()) {
                break;
            }
            words.next();
        }
        return either.size() == 1 ? either.getFirst() : new Condition.Any(either);
    }

    /** What stands up to the next "or", or to the end: all of it has to hold. */
    private Condition group(Sentence words, Phase phase) {
        var each = new ArrayList<Condition>();
        var begin = words.at();
        var negated = false;
        var open = false;
        while (!words.isEnd() && !isOr(words.peek())) {
            var at = words.at();
            var word = words.next();
            while (word.startsWith("!")) {
                negated = !negated;
                word = word.substring(1);
            }
            open = word.isEmpty();
            if (open) {
                continue;
            }
            var condition = word.equals("{") ? anonymous(words, at, phase) : named(words, at, word, phase);
            each.add(negated ? new Condition.Not(condition) : condition);
            negated = false;
        }
        if (each.isEmpty() || open) {
            words.expected(Math.max(begin, words.at() - (open ? 1 : 0)), "an ACL, or { … }");
        }
        return each.size() == 1 ? each.getFirst() : new Condition.All(each);
    }

    private static boolean isOr(String word) {
        return word.equals("or") || word.equals("||");
    }

    private Condition anonymous(Sentence words, int at, Phase phase) {
        var nothing = words.isEnd();
        var criterion = criteria.parse(words, true);
        if (!words.skip("}") && !nothing) {
            words.wrong(at, "a brace { is not closed (expected: } with spaces around it)");
        }
        return fitting(words, at, "it", List.of(criterion), phase);
    }

    private Condition named(Sentence words, int at, String name, Phase phase) {
        var known = whole.getOrDefault(phase, Map.of()).get(name);
        if (known != null) {
            return known;
        }
        var found = all.get(name);
        if (found == null) {
            var predefined = PREDEFINED.get(name);
            if (predefined == null) {
                unknown(words, at, name);
                return new Condition.Constant(false);
            }
            var inner = new Sentence(List.of(predefined.split(" ")), complaint -> {
                // What is wrong in it is said by the name that was written.
            });
            found = List.of(criteria.parse(inner, false));
            if (inner.isBroken()) {
                words.notDone(at, name);
            }
        }
        var fitting = fitting(words, at, name, found, phase);
        if (!words.isBroken() && found.stream().allMatch(test -> phase.knows(test.known(), scope.mode()))) {
            whole.computeIfAbsent(phase, _ -> new HashMap<>()).put(name, fitting);
        }
        return fitting;
    }

    private void unknown(Sentence words, int at, String name) {
        var known = Stream.concat(all.keySet().stream(), PREDEFINED.keySet().stream())
                .toList();
        if (name.equals("and") || name.equals("&&")) {
            words.wrong(at, "what stands side by side holds together (expected: the next ACL)");
        } else if (name.startsWith("{") || name.endsWith("}")) {
            words.expected(at, "spaces around { and }");
        } else {
            words.unknown(at, "there is no ACL \"" + Complaint.shown(name) + "\"", name, known);
        }
    }

    /** Those tests of an ACL that can hold in a phase. */
    private Condition fitting(Sentence words, int at, String name, List<Criterion> tests, Phase phase) {
        var either = new ArrayList<Condition>();
        for (var test : tests) {
            if (phase.knows(test.known(), scope.mode())) {
                either.add(test.condition());
            } else if (phase.knows(test.known(), Mode.HTTP)) {
                words.wrong(at, test.keyword() + " needs mode = http");
            }
        }
        if (either.isEmpty() && !words.isBroken()) {
            words.doubtful(
                    at,
                    "%s never holds in %s, where %s is not known"
                            .formatted(name, phase.words(), tests.getFirst().keyword()));
        }
        return either.size() == 1 ? either.getFirst() : new Condition.Any(either);
    }
}
