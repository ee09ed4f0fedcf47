package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import lb.proxy.loop.Output;
import lb.proxy.page.LocalRequest;
import org.jspecify.annotations.Nullable;

/** The body of a request for a page while it comes: as much of it as a form has. Reused; on its event loop. */
final class LocalBody implements Output {
    private final StringBuilder come = new StringBuilder();
    private boolean tooLong;

    /** Another body is about to come. */
    void begin() {
        tooLong = false;
    }

    @Override
    public void write(ByteBuf bytes) {
        try {
            tooLong |= come.length() + bytes.readableBytes() > LocalRequest.LONGEST_BODY;
            if (!tooLong) {
                come.append(bytes.toString(StandardCharsets.ISO_8859_1));
            }
        } finally {
            bytes.release();
        }
    }

    /** Whether no more of it is wanted. */
    boolean isTooLong() {
        return tooLong;
    }

    /** What has come, and forgets it; null when it is too long. */
    @Nullable
    String take() {
        String body = tooLong ? null : come.toString();
        come.setLength(0);
        come.trimToSize();
        return body;
    }
}
