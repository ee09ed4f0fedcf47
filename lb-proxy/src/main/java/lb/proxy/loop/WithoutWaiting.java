package lb.proxy.loop;

import io.netty.channel.IoHandlerContext;

/** A turn in which the loop does not wait for events, because something is to be done at its end. */
record WithoutWaiting(IoHandlerContext context) implements IoHandlerContext {
    @Override
    public boolean canBlock() {
        return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        return 0;
    }

    @Override
    public long deadlineNanos() {
        return context.deadlineNanos();
    }

    @Override
    public boolean shouldReportActiveIoTime() {
        return context.shouldReportActiveIoTime();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
        context.reportActiveIoTime(activeNanos);
    }
}
