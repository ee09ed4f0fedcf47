package lb.admin.boot;

import java.io.IOException;

/** Clients that keep their connections. */
interface Clients extends AutoCloseable {
    /** Sends so many requests, and reads their answers. */
    void exchange(int requests) throws IOException;

    @Override
    void close() throws IOException;
}
