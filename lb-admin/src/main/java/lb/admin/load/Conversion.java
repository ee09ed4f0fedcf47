package lb.admin.load;

import java.util.List;
import lb.admin.config.LoadResult;

/**
 * What files of other programs say, as a file of ours.
 *
 * @param hocon the file; what could not be said is not in it. Empty where there was nothing to convert
 * @param result what became of it when it was read, with the lines of the originals; one that is broken is not complete
 * @param converted the files that were written for other programs
 * @param own those that are ours already, which are no part of it
 */
public record Conversion(String hocon, LoadResult result, List<String> converted, List<String> own) {
    public Conversion {
        converted = List.copyOf(converted);
        own = List.copyOf(own);
    }
}
