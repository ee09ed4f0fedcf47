package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/** One step of a check's script. Comments, where there are any, are shown in the reason of a failure. */
public sealed interface ScriptStep {
    /** What the person said of it; may be empty. */
    String comment();

    /**
     * Another connection, in place of the one before.
     *
     * @param port {@link CheckSettings#PORT_OF_SERVER} for that of the check
     * @param tls whether it speaks TLS, as the check is set to
     * @param sendProxy whether it begins with a PROXY header of version 1
     */
    record Connect(int port, boolean tls, boolean sendProxy, String comment) implements ScriptStep {}

    /**
     * Something to send.
     *
     * @param bytes one for each character up to U+00FF
     */
    record Send(String bytes, String comment) implements ScriptStep {}

    /**
     * Something to wait for.
     *
     * @param negated whether it must not come: certain only once the server has closed, or enough has come
     * @param leastBytes after how many bytes it is certain that a pattern is not there; {@link #OPEN} for only when the
     *     server has closed
     * @param onError what is shown of a failure in place of our words; null for those
     * @param onSuccess what is shown of a pass, likewise
     */
    record Expect(
            BytePattern pattern,
            boolean negated,
            int leastBytes,
            String comment,
            @Nullable String onError,
            @Nullable String onSuccess)
            implements ScriptStep {
        public static final int OPEN = -1;
    }
}
