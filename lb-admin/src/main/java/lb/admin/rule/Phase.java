package lb.admin.rule;

import lb.proxy.settings.Mode;

/** When a rule is evaluated. */
public enum Phase {
    /** {@code tcp-request connection} and {@code session}. */
    CONNECTION("tcp-request connection and session"),
    /** {@code tcp-request content}, and in mode tcp also the choice of a backend and a server. */
    CONTENT("tcp-request content"),
    /** {@code http-request}, and in mode http also the choice of a backend and a server. */
    REQUEST("http-request"),
    /** {@code http-response}. */
    RESPONSE("http-response");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    /** As rules of this kind begin. */
    String words() {
        return words;
    }

    /** That in which a backend or a server is chosen. */
    public static Phase ofChoice(Mode mode) {
        return mode == Mode.HTTP ? REQUEST : CONTENT;
    }

    boolean knows(Known known, Mode mode) {
        return switch (known) {
            case ALWAYS -> true;
            case CONTENT -> this != CONNECTION;
            case HELLO -> this == CONTENT && mode == Mode.TCP;
            case REQUEST -> mode == Mode.HTTP && (this == CONTENT || this == REQUEST);
            case FROM_REQUEST -> mode == Mode.HTTP && this != CONNECTION;
            case RESPONSE -> mode == Mode.HTTP && this == RESPONSE;
        };
    }
}
