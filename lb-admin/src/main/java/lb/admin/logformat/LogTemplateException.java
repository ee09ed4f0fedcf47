package lb.admin.logformat;

import java.util.Set;

/** A template that cannot be read. */
public final class LogTemplateException extends Exception {
    private static final long serialVersionUID = 1;

    private final String unknown;

    LogTemplateException(String message) {
        this(message, "");
    }

    LogTemplateException(String message, String unknown) {
        super(message, null, false, false);
        this.unknown = unknown;
    }

    /** The variable that there is not, with which {@link #variables} it may have been mixed up; empty for another reason. */
    public String unknown() {
        return unknown;
    }

    /** What there is. */
    public static Set<String> variables() {
        return LogVariable.byName().keySet();
    }
}
