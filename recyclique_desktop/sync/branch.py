"""The name of a branch: the losing side of a fork, told apart from every other and found again after a crash."""

from __future__ import annotations

import hashlib
from uuid import UUID


def branch_id(parent: UUID, fork: int, first_hash: bytes) -> UUID:
    """Return the stream id of a branch.

    It follows from what the branch is, not from chance: two copies of one disk that carry the same entries make the
    same branch, and these entries reach the centre once.

    Args:
        parent: The stream it leaves.
        fork: Last sequence that both have.
        first_hash: Hash of the first entry that only the branch has.
    """
    digest = hashlib.sha256(parent.bytes + fork.to_bytes(8, "big") + first_hash).digest()
    return UUID(bytes=digest[:16], version=5)


def other_side_id(parent: UUID, fork: int) -> UUID:
    """Return the name under which a file keeps what the stream it left has beyond the fork.

    Only this file uses it: its own journal stands under the stream's name, the other copy's entries cannot.
    """
    return branch_id(parent, fork, b"")


def again_id(kept_as: UUID, times: int) -> UUID:
    """Return the name under which a file keeps a stream that it had to take again, for the n-th time.

    The centre was put back and has other entries in the place of those that stand here under the name before.
    """
    return branch_id(kept_as, times, b"again")
