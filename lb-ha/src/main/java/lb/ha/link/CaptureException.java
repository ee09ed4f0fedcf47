package lb.ha.link;

import java.io.IOException;

/** Adverts cannot be captured; the message says why and what helps. */
public sealed class CaptureException extends IOException permits CapturedInterface.NotUpException {
    private static final long serialVersionUID = 1;

    CaptureException(String message) {
        super(message);
    }
}
