package lb.admin.log;

import java.io.IOException;
import java.io.OutputStream;

/** Standard output, or another stream. */
final class Stdout implements BackgroundSink.BlockingTarget {
    private final OutputStream out;

    Stdout(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] lines, int length, Delivery delivery) {
        int count = BackgroundSink.count(lines, length);
        try {
            out.write(lines, 0, length);
            out.flush();
            delivery.sent(count);
        } catch (IOException e) {
            delivery.lost(count, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        // The process's own, which others may use.
    }
}
