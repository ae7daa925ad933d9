"""Meeting the centre: a pure core, the calls it asks for, and the thread that runs both (``sync.md``)."""
