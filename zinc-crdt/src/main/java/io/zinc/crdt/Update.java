package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Working on updates without a document. All methods throw {@link MalformedUpdateException} for what is no update. */
public final class Update {
    private Update() {}

    /** One update in format v1 that does what the given ones do; a single one is returned unchanged. */
    public static byte[] merge(Collection<byte[]> updates) {
        return merge(UpdateFormat.V1, updates);
    }

    /** One update that does what the given ones do; a single one is returned unchanged. */
    public static byte[] merge(UpdateFormat format, Collection<byte[]> updates) {
        return UpdateMerger.merge(format, List.copyOf(updates));
    }

    /** What of an update in format v1 a replica with state {@code target} lacks; deletions are kept all. */
    public static byte[] diff(byte[] update, StateVector target) {
        return diff(UpdateFormat.V1, update, target);
    }

    /** What of an update a replica with state {@code target} lacks; deletions are kept all. */
    public static byte[] diff(UpdateFormat format, byte[] update, StateVector target) {
        return UpdateMerger.diff(format, update, target);
    }

    /** The same update in another format. */
    public static byte[] convert(byte[] update, UpdateFormat from, UpdateFormat to) {
        return UpdateMerger.convert(update, from, to);
    }

    /** The state of an empty document after this update: clients that it has from their beginning, without gaps. */
    public static StateVector stateVector(UpdateFormat format, byte[] update) {
        Map<Long, Long> clocks = new HashMap<>();
        for (StructQueue section : read(format, update).sections) {
            long clock = 0;
            for (int i = 0; i < section.count; i++) {
                Struct struct = section.structs[i];
                if (struct instanceof Skip || struct.clock != clock) {
                    break;
                }
                clock = struct.end();
            }
            if (clock > 0) {
                clocks.put(section.client.id, clock);
            }
        }
        return new StateVector(clocks);
    }

    /**
     * The clocks that an update covers.
     *
     * @param from for each client the first clock
     * @param to for each client the clock behind the last one
     */
    public record Meta(StateVector from, StateVector to) {}

    /** The clocks that an update covers. */
    public static Meta meta(UpdateFormat format, byte[] update) {
        Map<Long, Long> from = new HashMap<>();
        Map<Long, Long> to = new HashMap<>();
        for (StructQueue section : read(format, update).sections) {
            if (section.count > 0) {
                from.put(section.client.id, section.structs[0].clock);
                to.put(section.client.id, section.structs[section.count - 1].end());
            }
        }
        return new Meta(new StateVector(from), new StateVector(to));
    }

    /**
     * The clients whose structs are in an update. Of an update with one client only its beginning is read, so use it where the
     * bytes are known to be an update.
     */
    public static Set<Long> clients(UpdateFormat format, byte[] update) {
        if (format == UpdateFormat.V1) {
            ByteReader in = new ByteReader(update);
            long sections = in.varUint();
            if (sections == 0) {
                return Set.of();
            }
            if (sections == 1 && in.varUint() > 0) {
                return Set.of(in.varUint());
            }
        }
        return meta(format, update).to().clocks().keySet();
    }

    /**
     * A struct of an update, for people to look at.
     *
     * @param kind GC, Skip, or the kind of content: Deleted, JSON, Binary, String, Embed, Format, Type, Any, Doc
     */
    public record StructInfo(
            ID id,
            long length,
            String kind,
            @Nullable ID origin,
            @Nullable ID rightOrigin,
            @Nullable String content) {}

    /** What is in an update. */
    public record Content(List<StructInfo> structs, DeleteSet deletes) {}

    /** Shows what is in an update. */
    public static Content inspect(UpdateFormat format, byte[] update) {
        UpdateContent content = read(format, update);
        List<StructInfo> structs = new ArrayList<>();
        for (StructQueue section : content.sections) {
            for (int i = 0; i < section.count; i++) {
                structs.add(info(section.structs[i]));
            }
        }
        return new Content(Collections.unmodifiableList(structs), content.deletes.normalise());
    }

    /**
     * The least state of a document in which applying an update leaves nothing waiting: clients whose structs or deletions it
     * rests on, with the clock up to which they must be known.
     */
    public static StateVector requirement(UpdateFormat format, byte[] update) {
        return Requirement.of(read(format, update));
    }

    /** The names of the roots that an update writes to directly. */
    public static Set<String> rootNames(UpdateFormat format, byte[] update) {
        return new LinkedHashSet<>(read(format, update).rootNames);
    }

    private static StructInfo info(Struct struct) {
        return switch (struct) {
            case Gc gc -> new StructInfo(gc.id(), gc.length, "GC", null, null, null);
            case Skip skip -> new StructInfo(skip.id(), skip.end() - skip.clock, "Skip", null, null, null);
            case Item item ->
                new StructInfo(
                        item.id(),
                        item.length,
                        KINDS[item.kind()],
                        item.originClient == null ? null : new ID(item.originClient.id, item.originClock),
                        item.rightOriginClient == null
                                ? null
                                : new ID(item.rightOriginClient.id, item.rightOriginClock()),
                        shown(item));
        };
    }

    private static final String[] KINDS = {
        "GC", "Deleted", "JSON", "Binary", "String", "Embed", "Format", "Type", "Any", "Doc"
    };

    private static @Nullable String shown(Item item) {
        return switch (item.kind()) {
            case Item.STRING -> item.string();
            case Item.FORMAT ->
                item.mark().key() + "=" + Values.toDisplayString(item.mark().value());
            case Item.TYPE -> item.type().kind.name();
            case Item.DOC -> Subdocuments.documentOf(item).guid();
            case Item.DELETED -> null;
            default -> Values.toDisplayString(item.valueAt(0));
        };
    }

    private static UpdateContent read(UpdateFormat format, byte[] update) {
        return UpdateContent.read(UpdateDecoder.of(format, update), new ClientTable());
    }
}
