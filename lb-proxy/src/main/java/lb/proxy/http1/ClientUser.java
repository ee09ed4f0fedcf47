package lb.proxy.http1;

import java.io.IOException;
import lb.proxy.loop.Stream;

/** Who has a connection of a client: one request after the other, or many at a time. On its event loop. */
public interface ClientUser extends Stream.User {
    /** There is a connection. Perhaps told twice. */
    void start();

    /** The client sends nothing more. */
    void inputEnded();

    /** {@link Stream#isWritable} has changed. */
    void writabilityChanged();

    /** The connection is no more. */
    void closed();

    /** The connection has failed, if it is an {@link IOException}; anything else is a mistake of ours. */
    void failed(Throwable cause);

    /** An event for clients: {@code Drain}, {@code Work} or {@code SessionQuery} of {@code lb.proxy.listen}. */
    void told(Object event);
}
