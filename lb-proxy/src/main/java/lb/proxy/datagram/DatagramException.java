package lb.proxy.datagram;

import java.io.IOException;
import lb.proxy.linux.Errno;

/** A UDP socket could not be opened. */
public final class DatagramException extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    DatagramException(int errno) {
        super(Errno.words(errno));
        this.errno = errno;
    }

    /** The reason, positive; of {@link Errno} or any other of the system. */
    public int errno() {
        return errno;
    }
}
