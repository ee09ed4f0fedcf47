package lb.ha.linux;

import java.io.IOException;

/** A system call failed; the message names the call and the kernel's reason. */
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    public SystemCallException(String call, int errno) {
        super(call + ": " + Errno.words(errno));
        this.errno = errno;
    }

    /** The kernel's reason, one of {@link Errno}'s numbers or another. */
    public int errno() {
        return errno;
    }
}
