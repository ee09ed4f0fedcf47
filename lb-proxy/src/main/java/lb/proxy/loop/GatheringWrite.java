package lb.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/** What waits in a channel to be sent, given to the kernel in as few calls as it takes. On the channel's event loop. */
final class GatheringWrite {
    private GatheringWrite() {}

    /** A message in the form that {@link #send} wants; released where it is copied. */
    static ByteBuf direct(Object message, ByteBufAllocator allocator) {
        if (!(message instanceof ByteBuf bytes)) {
            throw new UnsupportedOperationException("only bytes can be sent, not a " + message.getClass());
        }
        if (bytes.hasMemoryAddress() || !bytes.isReadable()) {
            return bytes;
        }
        ByteBuf direct = allocator.directBuffer(bytes.readableBytes());
        direct.writeBytes(bytes);
        bytes.release();
        return direct;
    }

    /**
     * Sends by one call.
     *
     * @param unsent not empty
     * @param vector empty
     * @return whether it may be worth trying again: the kernel took something, or there was nothing but empty buffers
     */
    static boolean send(Socket socket, ChannelOutboundBuffer unsent, IovArray vector) throws IOException {
        long sent = unsent.size() == 1 ? sendOne(socket, (ByteBuf) unsent.current()) : sendAll(socket, unsent, vector);
        // Empty buffers at the beginning are gone after it, too.
        unsent.removeBytes(sent);
        return sent > 0 || unsent.isEmpty();
    }

    private static long sendOne(Socket socket, ByteBuf bytes) throws IOException {
        return bytes.isReadable()
                ? socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex())
                : 0;
    }

    private static long sendAll(Socket socket, ChannelOutboundBuffer unsent, IovArray vector) throws IOException {
        try {
            unsent.forEachFlushedMessage(vector);
        } catch (Exception e) {
            throw new IOException(e);
        }
        return vector.count() == 0 ? 0 : socket.writevAddresses(vector.memoryAddress(0), vector.count());
    }
}
