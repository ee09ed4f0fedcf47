package lb.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

/** That the check of every other test would notice. */
class NoLeaksTest {
    @Test
    void everyBufferIsWatched() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

    @Test
    void aBufferThatIsDroppedIsFoundWithWhereItHasBeen() throws InterruptedException {
        assertThat(NoLeaks.leaks()).isEmpty();
        drop(PooledByteBufAllocator.DEFAULT.buffer(100));
        for (int i = 0; i < 3; i++) {
            NoLeaks.collect();
        }
        assertThat(NoLeaks.leaks()).singleElement().asString().contains("NoLeaksTest.drop");
    }

    private static void drop(ByteBuf buffer) {
        buffer.writeByte(1);
    }

    @Test
    void aBufferThatIsReleasedIsNotFound() throws InterruptedException {
        PooledByteBufAllocator.DEFAULT.buffer(100).release();
        for (int i = 0; i < 3; i++) {
            NoLeaks.collect();
        }
        assertThat(NoLeaks.leaks()).isEmpty();
    }
}
