package lb.proxy.loop;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import lb.proxy.linux.SocketCalls;

/** A pipe for a {@link Splice}; neither end blocks. */
record Pipe(FileDescriptor out, FileDescriptor in) {
    /** Four times the kernel's default: it takes fewer calls, and still little of a slow connection. */
    private static final int SIZE = 256 * 1024;

    /** @throws IOException when there is no descriptor left */
    static Pipe open(SocketCalls calls) throws IOException {
        FileDescriptor[] ends = FileDescriptor.pipe();
        // Refused to a user who has many: the pipe is then of the usual size.
        int _ = calls.fcntl(ends[0].intValue(), SocketCalls.F_SETPIPE_SZ, SIZE);
        return new Pipe(ends[0], ends[1]);
    }

    void close() {
        try {
            out.close();
            in.close();
        } catch (IOException e) {
            throw new IllegalStateException("a pipe could not be closed", e);
        }
    }
}
