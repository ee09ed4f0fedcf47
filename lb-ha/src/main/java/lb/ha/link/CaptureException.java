package lb.ha.link;

import java.io.IOException;

/** Adverts cannot be captured; the message says why and what helps. */
public final class CaptureException extends IOException {
    private static final long serialVersionUID = 1;

    CaptureException(String message) {
        super(message);
    }
}
