package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A condition that asks for nothing but the address of the client. */
final class SourceCondition {
    /** HAProxy's predefined ACL, section 7.4 of its manual. */
    private static final List<String> LOCALHOST = List.of("127.0.0.0/8", "::1/128");

    private static final Pattern NETWORK = Pattern.compile("[0-9a-fA-F.:]+(?:/\\d{1,3})?");

    private SourceCondition() {}

    /**
     * The networks that it holds for.
     *
     * @param words from {@code if} on
     * @param proxy whose ACLs it may name
     * @return nothing when it asks for more
     */
    static Optional<List<String>> networks(List<String> words, Proxy proxy) {
        if (words.size() < 2 || !words.getFirst().equals("if")) {
            return Optional.empty();
        }
        List<String> networks = new ArrayList<>();
        String condition = String.join(" ", words.subList(1, words.size()));
        for (String one : condition.split(" (?:or|\\|\\|) ", -1)) {
            if (one.equals("LOCALHOST")) {
                networks.addAll(LOCALHOST);
                continue;
            }
            boolean unnamed = one.startsWith("{ ") && one.endsWith(" }");
            Optional<String> test = unnamed ? Optional.of(one.substring(2, one.length() - 2)) : proxy.acl(one);
            List<String> of = test.map(text -> List.of(text.split(" ", -1))).orElse(List.of());
            if (of.size() < 2
                    || !of.getFirst().equals("src")
                    || !of.stream()
                            .skip(1)
                            .allMatch(network -> NETWORK.matcher(network).matches())) {
                return Optional.empty();
            }
            networks.addAll(of.subList(1, of.size()));
        }
        return Optional.of(networks);
    }
}
