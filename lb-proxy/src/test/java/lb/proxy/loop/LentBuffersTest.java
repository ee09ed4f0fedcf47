package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LentBuffersTest {
    private final LimitedMemory memory = new LimitedMemory();
    private LentBuffers buffers;

    @BeforeEach
    void allocate() {
        assumeTrue(Epoll.isAvailable(), "there is no epoll here");
        buffers = new LentBuffers(memory);
    }

    @AfterEach
    void release() {
        if (buffers != null) {
            buffers.release();
        }
    }

    @Test
    void whatSomebodyHoldsIsNotLentToAnotherThoughThereIsNoMemory() {
        ByteBuf held = buffers.lendForReceiving().writeInt(17);
        memory.exhaust();
        assertThatThrownBy(buffers::lendForReceiving).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(buffers::lendForReceiving).isInstanceOf(OutOfMemoryError.class);
        assertThat(held.readInt()).isEqualTo(17);
        held.release();
        ByteBuf again = buffers.lendForReceiving();
        assertThat(again.isWritable(LentBuffers.CAPACITY)).isTrue();
        again.release();
    }
}
