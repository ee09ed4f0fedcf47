package lb.proxy.settings;

/**
 * A server whose state another one takes over.
 *
 * @param backend the name of its backend
 * @param server its name
 */
public record TrackedServer(String backend, String server) {
    /** As in the file, {@code backend/server}. */
    @Override
    public String toString() {
        return backend + "/" + server;
    }
}
