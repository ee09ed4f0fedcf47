package lb.proxy.settings;

/** Which access log line an ended exchange leaves. The proxy hands it on with the exchange. */
public sealed interface LogFormat {
    /** Whether no line is wanted. */
    default boolean isNone() {
        return equals(Known.NONE);
    }

    /** Those that have a name. */
    enum Known implements LogFormat {
        /** None. */
        NONE,
        /** HAProxy's {@code option tcplog}. */
        TCP,
        /** HAProxy's {@code option httplog}. */
        HTTP,
        /** An object of JSON. */
        JSON
    }

    /**
     * One that a person has written.
     *
     * @param text in the language of HAProxy's {@code log-format}, already found to be right
     */
    record Template(String text) implements LogFormat {}
}
