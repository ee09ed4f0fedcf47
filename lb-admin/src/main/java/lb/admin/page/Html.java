package lb.admin.page;

import com.google.errorprone.annotations.CompileTimeConstant;

/**
 * HTML in the making. The compiler takes only constants of ours as markup (Error Prone checks it), so that what comes
 * from a configuration, a server or a client can get into a page escaped and in no other way.
 */
final class Html {
    private final StringBuilder out = new StringBuilder(16 * 1024);

    /** Markup as it is. */
    Html raw(@CompileTimeConstant final String markup) {
        out.append(markup);
        return this;
    }

    /** Text, or the inside of a quoted attribute. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(Character.isISOControl(c) ? '\uFFFD' : c);
            }
        }
        return this;
    }

    Html number(long number) {
        out.append(number);
        return this;
    }

    /** Adds what was made on its own. */
    Html add(Html other) {
        out.append(other.out);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
