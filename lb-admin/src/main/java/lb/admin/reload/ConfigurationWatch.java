package lb.admin.reload;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import lb.admin.config.FileWatch;
import lb.proxy.tls.FilesSeen;
import lb.proxy.tls.WatchedFiles;

/** Looks at the files of the configuration now and then, and asks for a reload when they have changed; on a thread of its own. */
public final class ConfigurationWatch implements AutoCloseable {
    private final Consumer<String> reload;
    private final Semaphore wake = new Semaphore(0);
    private FileWatch settings;
    private WatchedFiles files;
    private boolean begun;
    private volatile boolean closed;

    /**
     * Looks at nothing yet.
     *
     * @param reload reads them again; told why
     */
    ConfigurationWatch(FileWatch settings, Consumer<String> reload) {
        this.settings = settings;
        this.reload = reload;
        files = new WatchedFiles(FilesSeen.of(settings.files()));
    }

    /** The same, on its thread from now on, if that is wanted. */
    public static ConfigurationWatch start(FileWatch settings, Consumer<String> reload) {
        ConfigurationWatch watch = new ConfigurationWatch(settings, reload);
        watch.begin();
        return watch;
    }

    private synchronized void begin() {
        if (!begun && !settings.interval().isZero()) {
            begun = true;
            Thread.ofPlatform().daemon().name("lb-configuration").start(this::run);
        }
    }

    /** They were read again: these are looked at from now on. Any thread. */
    public synchronized void follow(FileWatch other) {
        settings = other;
        files = new WatchedFiles(FilesSeen.of(other.files()));
        begin();
        wake.release();
    }

    private void run() {
        try {
            while (!closed) {
                if (!wake.tryAcquire(pause(), TimeUnit.NANOSECONDS)) {
                    look(System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long pause() {
        return settings.interval().isZero()
                ? Long.MAX_VALUE
                : settings.interval().toNanos();
    }

    /** @param nanos the time, on a clock that only goes forward */
    void look(long nanos) {
        FileWatch looked;
        synchronized (this) {
            looked = settings;
            FilesSeen seen = FilesSeen.of(looked.files());
            if (!files.isDue(seen, nanos)) {
                return;
            }
            // What is wrong with them was told: once for each change.
            files.taken(seen);
        }
        reload.accept(
                "a change of " + looked.files().stream().map(Path::toString).collect(Collectors.joining(" or ")));
    }

    /** Looks no more; does not wait. */
    @Override
    public void close() {
        closed = true;
        wake.release();
    }
}
