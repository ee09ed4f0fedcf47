package lb.admin.config;

import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import lb.admin.problem.SecretWords;

/**
 * A configuration as HOCON that anybody may see: what counts for this node, with its override, in the order of the file and
 * without secrets. Pure.
 */
final class ShownConfiguration {
    /** Names, each with a secret. */
    private static final Set<String> NAMED_SECRETS = Set.of("users", "tokens");

    /** Below these a key is a name that a person chose. */
    private static final Set<String> NAMES_BELOW = Set.of("servers", "acls");

    /** With these a key is known. */
    private static final Set<String> PARTS = Set.of("agent", "steps", "headers", "set", "add");

    /** What is never shown anywhere below a key. */
    private static final Map<String, Set<String>> SECRETS_BELOW = Map.of(
            "webhooks", Set.of("url", "headers", "body"), "otlp", Set.of("headers"), "tracing", Set.of("headers"));

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");
    private static final String INDENT = "  ";

    /**
     * What is hidden here.
     *
     * @param parent the key that it stands below
     * @param all everything
     * @param keys the values of these keys
     */
    private record Hidden(String parent, boolean all, Set<String> keys) {
        private static final Hidden NOTHING = new Hidden("", false, Set.of());

        Hidden below(String key, Value value) {
            boolean secret = all || NAMED_SECRETS.contains(key) || keys.contains(key) || isSecret(parent, key, value);
            return new Hidden(key, secret, SECRETS_BELOW.getOrDefault(key, keys));
        }
    }

    private final StringBuilder out = new StringBuilder();

    private ShownConfiguration() {}

    static String of(Value top) {
        ShownConfiguration shown = new ShownConfiguration();
        shown.members(top, "", Hidden.NOTHING);
        return shown.out.toString();
    }

    private void members(Value object, String indent, Hidden hidden) {
        for (String key : object.keys()) {
            Value value = object.child(key, "", "", false);
            if (value != null) {
                String name = PLAIN_KEY.matcher(key).matches() ? key : ConfigUtil.quoteString(key);
                out.append(indent).append(name).append(value.isObject() ? " " : " = ");
                value(value, indent, hidden.below(key, value));
                out.append('\n');
            }
        }
    }

    /** An object or a list may have more in it than the secret, such as the type of an authentication. */
    private static boolean isSecret(String parent, String key, Value value) {
        return !value.isObject()
                && !NAMES_BELOW.contains(parent)
                && (SecretWords.announces(key)
                        || (PARTS.contains(parent) && SecretWords.announces(parent + '.' + key)));
    }

    private void value(Value value, String indent, Hidden hidden) {
        if (value.isObject()) {
            out.append("{\n");
            members(value, indent + INDENT, hidden);
            out.append(indent).append('}');
        } else if (value.isList()) {
            list(value.elements(), indent, hidden);
        } else {
            scalar(value, hidden);
        }
    }

    private void list(List<Value> elements, String indent, Hidden hidden) {
        if (elements.stream().noneMatch(Value::isObject)) {
            out.append('[');
            for (int i = 0; i < elements.size(); i++) {
                out.append(i == 0 ? "" : ", ");
                value(elements.get(i), indent, hidden);
            }
            out.append(']');
            return;
        }
        out.append("[\n");
        for (Value element : elements) {
            out.append(indent).append(INDENT);
            value(element, indent + INDENT, hidden);
            out.append('\n');
        }
        out.append(indent).append(']');
    }

    private void scalar(Value value, Hidden hidden) {
        String text = value.scalar().orElse("null");
        boolean string = value.value().unwrapped() instanceof String;
        if (hidden.all()) {
            out.append(ConfigUtil.quoteString(SecretWords.HIDDEN));
        } else {
            out.append(string ? ConfigUtil.quoteString(SecretWords.text(text)) : text);
        }
    }
}
