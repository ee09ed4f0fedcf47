package lb.proxy.loop;

import io.netty.buffer.ByteBuf;

/** Where bytes go. */
@FunctionalInterface
public interface Output {
    /** Appends bytes to what goes there, and releases them when they are gone. */
    void write(ByteBuf bytes);
}
