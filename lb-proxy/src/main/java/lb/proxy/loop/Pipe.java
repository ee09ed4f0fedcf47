package lb.proxy.loop;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A pipe for a {@link Splice}; neither end blocks. */
record Pipe(FileDescriptor out, FileDescriptor in) {
    /** @throws IOException when there is no descriptor left */
    static Pipe open() throws IOException {
        FileDescriptor[] ends = FileDescriptor.pipe();
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
