package lb.admin.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a form that was sent, as HAProxy's page and the tools made for it send them:
 * {@code s=web1&s=web2&action=drain&b=#3} (application/x-www-form-urlencoded).
 */
final class ActionForm {
    private record Field(String name, String value) {}

    private final List<Field> fields = new ArrayList<>();

    /** @param body as received; what is no pair of a name and a value is left out */
    ActionForm(String body) {
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = decoded(pair.substring(0, equals));
                String value = decoded(pair.substring(equals + 1));
                if (name != null && value != null) {
                    fields.add(new Field(name, value));
                }
            }
        }
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The last value of that name, as in HAProxy; empty where there is none. */
    String value(String name) {
        List<String> all = values(name);
        return all.isEmpty() ? "" : all.getLast();
    }

    /** All values of that name, in their order. */
    List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name.equals(name))
                .map(Field::value)
                .toList();
    }
}
