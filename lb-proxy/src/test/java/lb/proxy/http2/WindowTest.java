package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** RFC 9113 section 6.9. */
class WindowTest {
    private static final int STANDARD = Settings.STANDARD_WINDOW;

    @Test
    void whatIsSentIsMissingUntilThePeerAllowsMore() {
        SendWindow window = new SendWindow(10);
        window.sent(10);
        assertThat(window.available()).isZero();
        assertThat(window.grow(3)).isTrue();
        assertThat(window.available()).isEqualTo(3);
        assertThatThrownBy(() -> window.sent(4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWindowMayBeTheLargestNumberAndNoLarger() {
        SendWindow window = new SendWindow(STANDARD);
        assertThat(window.grow(Integer.MAX_VALUE - STANDARD)).isTrue();
        assertThat(window.available()).isEqualTo(Integer.MAX_VALUE);
        assertThat(window.grow(1)).isFalse();
        assertThat(window.change(1)).isFalse();
        window.sent(5);
        assertThat(window.grow(5)).isTrue();
    }

    @Test
    void aSmallerInitialWindowMakesItNegative() {
        SendWindow window = new SendWindow(STANDARD);
        window.sent(STANDARD);
        assertThat(window.change(16_384 - STANDARD)).isTrue();
        assertThat(window.available()).isZero();
        assertThat(window.grow(STANDARD - 16_384)).isTrue();
        assertThat(window.available()).isZero();
        assertThat(window.grow(1)).isTrue();
        assertThat(window.available()).isEqualTo(1);
    }

    @Test
    void aWindowGoesAsFarDownAsSettingsCanMakeIt() {
        SendWindow window = new SendWindow(Integer.MAX_VALUE);
        window.sent(Integer.MAX_VALUE);
        assertThat(window.change(-(long) Integer.MAX_VALUE)).isTrue();
        assertThat(window.grow(Integer.MAX_VALUE)).isTrue();
        assertThat(window.available()).isZero();
    }

    @Test
    void aPeerMaySendAsMuchAsTheWindowHas() {
        ReceiveWindow window = new ReceiveWindow(100, 100);
        assertThat(window.received(100)).isTrue();
        assertThat(window.received(0)).isTrue();
        assertThat(window.received(1)).isFalse();
    }

    @Test
    void whatWasPassedOnIsGivenBackWhenItIsHalfOfTheWindow() {
        ReceiveWindow window = new ReceiveWindow(100, 100);
        assertThat(window.received(90)).isTrue();
        assertThat(window.update()).isZero();
        window.passedOn(49);
        assertThat(window.update()).isZero();
        window.passedOn(1);
        assertThat(window.update()).isEqualTo(50);
        assertThat(window.update()).isZero();
        assertThat(window.received(60)).isTrue();
        assertThat(window.received(1)).isFalse();
    }

    @Test
    void whatNobodyHasReadIsNotGivenBack() {
        ReceiveWindow window = new ReceiveWindow(100, 100);
        window.received(100);
        assertThat(window.updateAll()).isZero();
        window.passedOn(10);
        assertThat(window.update()).isZero();
        assertThat(window.updateAll()).isEqualTo(10);
    }

    @Test
    void aConnectionsWindowIsOpenedFromTheStandardToItsSize() {
        ReceiveWindow window = new ReceiveWindow(1 << 20, STANDARD);
        assertThat(window.update()).isEqualTo((1 << 20) - STANDARD);
        assertThat(window.received(1 << 20)).isTrue();
    }

    @Test
    void aSmallerWindowHoldsWhenThePeerHasAcknowledgedIt() {
        ReceiveWindow window = new ReceiveWindow(STANDARD, STANDARD);
        assertThat(window.received(50_000)).isTrue();
        window.initialChanged(1_000 - STANDARD);
        assertThat(window.received(0)).isFalse();
        window.passedOn(50_000);
        assertThat(window.update()).isEqualTo(50_000);
        assertThat(window.received(1_000)).isTrue();
        assertThat(window.received(1)).isFalse();
    }
}
