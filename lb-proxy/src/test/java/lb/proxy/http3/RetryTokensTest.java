package lb.proxy.http3;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class RetryTokensTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 1000);

    private final byte[] id = {1, 2, 3, 4, 5, 6, 7, 8};
    private long now = 1_000_000;
    private boolean demanded = true;
    private boolean full;
    private final RetryTokens tokens = new RetryTokens(() -> demanded, () -> full, () -> now);

    private ByteBuf token() {
        ByteBuf token = Unpooled.buffer();
        assertThat(tokens.writeToken(token, Unpooled.wrappedBuffer(id), CLIENT)).isTrue();
        assertThat(token.readableBytes()).isLessThanOrEqualTo(tokens.maxTokenLength());
        return token;
    }

    @Test
    void aTokenIsGoodForItsAddressAndTellsWhereTheConnectionIdIs() {
        ByteBuf token = token();
        int at = tokens.validateToken(token.duplicate(), CLIENT);
        assertThat(at).isEqualTo(40);
        assertThat(token.slice(at, token.readableBytes() - at)).isEqualTo(Unpooled.wrappedBuffer(id));
    }

    @Test
    void itIsForNobodyElseAndNotForLong() {
        ByteBuf token = token();
        assertThat(tokens.validateToken(token.duplicate(), new InetSocketAddress("192.0.2.2", 1000)))
                .isEqualTo(-1);
        assertThat(tokens.validateToken(token.duplicate(), new InetSocketAddress("192.0.2.1", 1001)))
                .isEqualTo(-1);
        now += RetryTokens.LIFETIME_MILLIS;
        assertThat(tokens.validateToken(token.duplicate(), CLIENT)).isEqualTo(40);
        now++;
        assertThat(tokens.validateToken(token.duplicate(), CLIENT)).isEqualTo(-1);
    }

    @Test
    void noByteOfItMayBeAnother() {
        ByteBuf token = token();
        for (int i = 0; i < token.readableBytes(); i++) {
            ByteBuf forged = token.copy();
            forged.setByte(i, forged.getByte(i) ^ 1);
            assertThat(tokens.validateToken(forged, CLIENT)).as("byte %d", i).isEqualTo(-1);
        }
        for (int length = 0; length < token.readableBytes(); length++) {
            assertThat(tokens.validateToken(token.slice(0, length), CLIENT)).isEqualTo(-1);
        }
        assertThat(tokens.validateToken(
                        Unpooled.wrappedBuffer(token, Unpooled.buffer().writeZero(20)), CLIENT))
                .isEqualTo(-1);
    }

    @Test
    void anotherProcessTakesNone() {
        assertThat(new RetryTokens(() -> true, () -> false, () -> now).validateToken(token(), CLIENT))
                .isEqualTo(-1);
    }

    @Test
    void noneIsAskedForWhereThatIsNotNeededAndNoneTakenWhereAllIsFull() {
        ByteBuf token = token();
        full = true;
        assertThat(tokens.validateToken(token.duplicate(), CLIENT)).isEqualTo(-1);
        demanded = false;
        assertThat(tokens.writeToken(Unpooled.buffer(), Unpooled.wrappedBuffer(id), CLIENT))
                .isFalse();
    }
}
