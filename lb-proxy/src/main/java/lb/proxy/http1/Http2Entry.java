package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.loop.Stream;

/** HTTP/2 as this package knows it: how a connection of it begins, and who has it then. On one event loop. */
public interface Http2Entry {
    /** Whether what has come of a connection, at least one byte, may be the beginning of HTTP/2. Leaves it there. */
    boolean mayBegin(ByteBuf in);

    /** Whether it is, for certain. */
    boolean begins(ByteBuf in);

    /**
     * Who has the connection from now on; the preface is still to be read.
     *
     * @param sessions makes a session for each request
     * @param connection the connection's bytes
     */
    ClientUser use(ClientSessions sessions, Stream connection);
}
