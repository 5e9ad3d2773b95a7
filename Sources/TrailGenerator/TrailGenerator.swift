// Module TrailGenerator.
